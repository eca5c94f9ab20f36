import { DatasetSnapshot } from '@atoll/schemas/provider-api';
import { request } from '@atoll/sdk/request';
import { providerOf } from '@atoll/sdk/services';
import { shorten } from '@atoll/ui/account.tsx';
import { Button } from '@atoll/ui/button.tsx';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { bytesInWords } from '@atoll/ui/desk/bytes.ts';
import { useDeskChanged } from '@atoll/ui/desk/use-desk.ts';
import { Moment } from '@atoll/ui/moment.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import type { DeskSession } from '../desk/desk.tsx';

/** Milliseconds that reading a snapshot in full may take. */
const patienceMs = 1_800_000;

/** Every version of a dataset, with what was found when its files were checked last. */
export function Snapshots({
  session,
  snapshots,
}: {
  session: DeskSession;
  snapshots: readonly DatasetSnapshot[];
}) {
  return (
    <section aria-labelledby="versions">
      <h2 id="versions">Versions</h2>
      <DataTable
        caption="Snapshots, newest first"
        rows={snapshots}
        keyOf={({ snapshot }) => snapshot}
        empty={<p>Nothing is registered.</p>}
        columns={[
          {
            name: 'Registered',
            cell: ({ registeredAt, source }) => (
              <>
                {registeredAt === undefined ? '—' : <Moment at={registeredAt} />}
                {source === undefined ? null : (
                  <div className="faint">
                    {source.kind} {source.from}
                  </div>
                )}
              </>
            ),
          },
          {
            name: 'Content',
            cell: ({ files, bytes }) =>
              `${files.length === 1 ? '1 file' : `${files.length} files`}, ${bytesInWords(bytes)}, ${files.reduce((sum, { rows }) => sum + (rows ?? 0), 0)} rows`,
          },
          {
            name: 'Commitment',
            cell: ({ commitment }) => <code title={commitment.cid}>{shorten(commitment.digest)}</code>,
          },
          { name: 'State', cell: ({ state, asset }) => <span title={asset}>{state ?? 'unbound'}</span> },
          { name: 'Integrity', cell: (snapshot) => <Integrity session={session} snapshot={snapshot} /> },
        ]}
      />
    </section>
  );
}

function Integrity({ session, snapshot }: { session: DeskSession; snapshot: DatasetSnapshot }) {
  const { integrity, state } = snapshot;
  const changed = useDeskChanged();
  const checking = useAct(async (say) => {
    say('Sign the check in your wallet; every byte is read then');
    await request(session.market, {
      service: providerOf(session.market),
      method: 'POST',
      path: '/datasets/check',
      json: { snapshot: snapshot.snapshot },
      signed: true,
      reply: DatasetSnapshot,
      timeoutMs: patienceMs,
    });
    await changed();
  });
  return (
    <>
      {integrity === undefined ? null : (
        <>
          <span className={`badge ${integrity.state === 'intact' ? 'good' : 'bad'}`}>{integrity.state}</span>{' '}
          {integrity.reason}
          <div className="faint">
            {integrity.lastFullCheck === undefined ? null : (
              <>
                read in full <Moment at={integrity.lastFullCheck} />;{' '}
              </>
            )}
            before runs: {integrity.beforeRuns}
          </div>
        </>
      )}
      {state === 'removed' ? null : (
        <Button small busy={checking.act.state === 'running'} onClick={() => void checking.run()}>
          Check now<span className="unseen"> the snapshot {snapshot.snapshot}</span>
        </Button>
      )}
      <ActStatus act={checking.act} done="Checked." />
    </>
  );
}
