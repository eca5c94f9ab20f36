import type { HeldJob } from '@atoll/schemas/desk';
import type { ReviewDecision } from '@atoll/schemas/provider-api';
import { reviewOutput } from '@atoll/sdk/review-output';
import { shorten } from '@atoll/ui/account.tsx';
import { Button } from '@atoll/ui/button.tsx';
import { useDeskChanged } from '@atoll/ui/desk/use-desk.ts';
import { Field } from '@atoll/ui/field.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useState } from 'react';
import type { DeskSession } from '../desk/desk.tsx';

/** The two decisions. A release is bound to the digest of the outputs that are shown here. */
export function Decide({ job, session }: { job: HeldJob; session: DeskSession }) {
  const [note, setNote] = useState('');
  const changed = useDeskChanged();
  const given = note.trim() === '' ? {} : { note };
  const deciding = useAct(async (say, decision: ReviewDecision) => {
    say('Sign your decision in your wallet');
    await reviewOutput(session.market, { jobId: job.jobId, ...decision });
    await changed();
    return decision.decision;
  });
  const busy = deciding.act.state === 'running';
  const own = job.decisions.find(({ reviewer }) => reviewer === session.market.account.address.toLowerCase());
  return (
    <div>
      <Field label="Note" hint="Kept with your decision; a reason where you keep it back">
        {(control) => (
          <textarea
            {...control}
            rows={2}
            maxLength={2000}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </Field>
      <p className="faint">
        A release is for exactly these outputs: digest{' '}
        <code title={job.outputsDigest}>{shorten(job.outputsDigest)}</code>. It cannot be taken back.
      </p>
      <p className="row">
        {own?.decision === 'release' ? null : (
          <Button
            look="main"
            busy={busy}
            onClick={() =>
              void deciding.run({ decision: 'release', outputsDigest: job.outputsDigest, ...given })
            }
          >
            Release
          </Button>
        )}
        <Button
          look="danger"
          busy={busy}
          onClick={() =>
            void deciding.run({ decision: 'withhold', outputsDigest: job.outputsDigest, ...given })
          }
        >
          Withhold
        </Button>
      </p>
      {own === undefined ? null : <p className="faint">You decided: {own.decision}.</p>}
      <ActStatus act={deciding.act} done="Your decision is kept." />
    </div>
  );
}
