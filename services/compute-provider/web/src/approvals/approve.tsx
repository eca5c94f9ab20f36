import { readAdmission } from '@atoll/chain/read-approval';
import { readAsset } from '@atoll/chain/read-asset';
import type { InboxRequest } from '@atoll/schemas/desk';
import { approveAtProvider, approveOnChain } from '@atoll/sdk/approve-algorithm';
import { shorten } from '@atoll/ui/account.tsx';
import { Button } from '@atoll/ui/button.tsx';
import { useDesk, useDeskChanged } from '@atoll/ui/desk/use-desk.ts';
import { Field } from '@atoll/ui/field.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useState } from 'react';
import type { DeskSession } from '../desk/desk.tsx';
import { Preparation } from './preparation.tsx';

const day = 86_400;
/** Longest that an approval may be given for, in days. */
const mostDays = 3650;

/** What the chain says of a pair: who owns the dataset, and whether the version, or its publisher as a whole, is approved there already. */
function useStanding(request: InboxRequest, session: DeskSession) {
  const { chain } = session.market;
  const { algorithmId, metadataDigest: algorithmDigest } = request;
  return useDesk(session.market, ['standing', request.datasetId, algorithmId, algorithmDigest], async () => {
    const datasetId = BigInt(request.datasetId);
    const [{ owner }, approval] = await Promise.all([
      readAsset(chain, datasetId),
      readAdmission(chain, { datasetId, algorithmId: BigInt(algorithmId), algorithmDigest }),
    ]);
    return { owner, approval };
  });
}

/**
 * Approves in two halves: by a transaction of the dataset's owner, and by the custodian's signed request, after which the provider
 * fetches and checks the image. What was done before a reload is found on chain and not asked for again.
 */
export function Approve({ request, session }: { request: InboxRequest; session: DeskSession }) {
  const standing = useStanding(request, session);
  return (
    <Loaded query={standing} what="Reading the approval on chain">
      {({ owner, approval }) => (
        <ApproveForm request={request} session={session} owner={owner} onChain={approval !== undefined} />
      )}
    </Loaded>
  );
}

function ApproveForm(input: {
  request: InboxRequest;
  session: DeskSession;
  owner: string;
  onChain: boolean;
}) {
  const { request, session, owner, onChain } = input;
  const [days, setDays] = useState('30');
  const [runs, setRuns] = useState('');
  const changed = useDeskChanged();
  const ownsIt = owner === session.market.account.address.toLowerCase();
  const approving = useAct(async (say) => {
    const which = {
      datasetId: BigInt(request.datasetId),
      algorithmId: BigInt(request.algorithmId),
      metadataDigest: request.metadataDigest,
    };
    if (!onChain && ownsIt) {
      say('Confirm the approval on chain in your wallet');
      await approveOnChain(session.market, {
        ...which,
        validFor: Number(days) * day,
        ...(runs === '' ? {} : { runs: Number(runs) }),
      });
    }
    say('Sign the approval for your provider, which then fetches and checks the image');
    await approveAtProvider(session.market, which);
    await changed();
  });
  const running = approving.act.state === 'running';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void approving.run();
      }}
    >
      <ol className="steps">
        <li data-state={onChain ? 'done' : 'waiting'}>
          On chain, by the dataset’s owner {shorten(owner)}
          {onChain ? ': given' : ''}
        </li>
        <li data-state={approving.act.state === 'done' ? 'done' : 'waiting'}>
          At this provider, by you: the image is fetched, verified and kept
        </li>
      </ol>
      {!onChain && !ownsIt ? (
        <p className="notice warn">
          Another account owns the dataset and has to approve on chain: <code>{owner}</code>. You can give
          your half now.
        </p>
      ) : null}
      {onChain || !ownsIt ? null : (
        <div className="grid">
          <Field label="Valid for, in days">
            {(control) => (
              <input
                {...control}
                type="number"
                required
                min={1}
                max={mostDays}
                value={days}
                onChange={(event) => setDays(event.target.value)}
              />
            )}
          </Field>
          <Field label="Runs" hint="empty: as many as are ordered">
            {(control) => (
              <input
                {...control}
                type="number"
                min={1}
                max={4_000_000_000}
                value={runs}
                onChange={(event) => setRuns(event.target.value)}
              />
            )}
          </Field>
        </div>
      )}
      <Button type="submit" look="main" busy={running}>
        Approve this version
      </Button>
      <ActStatus act={approving.act} done="Approved: it may be ordered now." />
      {running ? <Preparation request={request} session={session} /> : null}
    </form>
  );
}
