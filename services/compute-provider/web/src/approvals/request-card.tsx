import type { InboxRequest } from '@atoll/schemas/desk';
import { rejectRequest } from '@atoll/sdk/reject-request';
import { OnChain, shorten } from '@atoll/ui/account.tsx';
import { Button } from '@atoll/ui/button.tsx';
import { ChangesView } from '@atoll/ui/desk/changes-view.tsx';
import { ManifestView } from '@atoll/ui/desk/manifest-view.tsx';
import { useDeskChanged } from '@atoll/ui/desk/use-desk.ts';
import { Field } from '@atoll/ui/field.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useId, useState } from 'react';
import type { DeskSession } from '../desk/desk.tsx';
import { Approve } from './approve.tsx';

/** A request: who asks, for what, what would run, what is new in it, and the two answers. */
export function RequestCard({ request, session }: { request: InboxRequest; session: DeskSession }) {
  const { algorithm, manifest } = request;
  const isReadable = algorithm !== undefined && manifest !== undefined;
  const [answer, setAnswer] = useState<'approve' | 'reject'>();
  const heading = useId();
  return (
    <article className="card" aria-labelledby={heading}>
      <h3 id={heading}>{isReadable ? `${algorithm.name} ${algorithm.version}` : `Request ${request.id}`}</h3>
      <p className="faint">
        Asked <Moment at={request.createdAt} /> by <OnChain id={request.requester} /> for dataset{' '}
        <code title={request.datasetId}>{shorten(request.datasetId)}</code>
      </p>
      <blockquote className="prose notice">{request.message}</blockquote>
      {isReadable ? <p className="prose">{algorithm.description}</p> : null}
      {request.escaped.length === 0 ? null : (
        <p className="notice warn">
          This request holds characters that cannot be seen. They are written out as ⟨U+…⟩: somebody may mean
          to mislead you.
        </p>
      )}
      <dl className="facts">
        {isReadable ? (
          <>
            <dt>Licence</dt>
            <dd>{algorithm.license}</dd>
          </>
        ) : null}
        <dt>Version</dt>
        <dd>
          <code>{request.metadataDigest}</code>
        </dd>
      </dl>
      {isReadable ? (
        <Content request={request} manifest={manifest} />
      ) : (
        <p className="notice warn">
          What would run cannot be read: {request.missing}. Reject it, or wait until its document can be had
          again.
        </p>
      )}
      <p className="row">
        {isReadable ? (
          <Button look="main" aria-expanded={answer === 'approve'} onClick={() => setAnswer('approve')}>
            Approve…
          </Button>
        ) : null}
        <Button aria-expanded={answer === 'reject'} onClick={() => setAnswer('reject')}>
          Reject…
        </Button>
      </p>
      {answer === 'approve' ? <Approve request={request} session={session} /> : null}
      {answer === 'reject' ? <Reject request={request} session={session} /> : null}
    </article>
  );
}

/** What would run, and what is new in it. */
function Content(input: { request: InboxRequest; manifest: NonNullable<InboxRequest['manifest']> }) {
  const { previous, changes, imageDigest } = input.request;
  return (
    <>
      <h4>What would run</h4>
      <ManifestView manifest={input.manifest} imageDigest={imageDigest} />
      <h4>What is new in it</h4>
      {previous === undefined ? (
        <p>No version of this algorithm was approved for this dataset before.</p>
      ) : (
        <p>
          Compared with the version that was approved <Moment at={previous.approvedAt} />
          {previous.revokedAt === undefined ? '.' : ' and taken back since.'}
        </p>
      )}
      {changes === undefined ? null : <ChangesView changes={changes} />}
    </>
  );
}

function Reject({ request, session }: { request: InboxRequest; session: DeskSession }) {
  const [reason, setReason] = useState('');
  const changed = useDeskChanged();
  const rejecting = useAct(async (say) => {
    say('Sign the answer in your wallet');
    await rejectRequest(session.market, { id: request.id, reason });
    await changed();
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void rejecting.run();
      }}
    >
      <Field label="Why not" hint="Who asked reads this, e.g. what has to change">
        {(control) => (
          <textarea
            {...control}
            rows={3}
            required
            maxLength={2000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" look="danger" busy={rejecting.act.state === 'running'}>
        Reject the request
      </Button>
      <ActStatus act={rejecting.act} done="Rejected." />
    </form>
  );
}
