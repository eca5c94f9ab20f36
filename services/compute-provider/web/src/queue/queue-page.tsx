import { QueueView, type QueueReason } from '@atoll/schemas/queue';
import { request } from '@atoll/sdk/request';
import { providerOf } from '@atoll/sdk/services';
import { OnChain, shorten } from '@atoll/ui/account.tsx';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { bytesInWords } from '@atoll/ui/desk/bytes.ts';
import { useDesk } from '@atoll/ui/desk/use-desk.ts';
import { Loaded } from '@atoll/ui/loading.tsx';
import { duration, Moment } from '@atoll/ui/moment.tsx';
import { Page } from '@atoll/ui/page.tsx';
import { Desk, type DeskSession } from '../desk/desk.tsx';

const reasons: Readonly<Record<QueueReason, string>> = {
  starting: 'it is being started',
  waiting_slot: 'a slot',
  waiting_gpu: 'a GPU',
  waiting_cpu: 'processors',
  waiting_memory: 'memory',
  waiting_turn: 'its turn',
  waiting_retry: 'a pause after an attempt that could not be started',
};

export default function QueuePage() {
  return (
    <Page title="Queue" lead="Who runs, who waits for what, and when each starts at the latest.">
      <Desk who="custodian" purpose="to see the queue">
        {(session) => <Queue session={session} />}
      </Desk>
    </Page>
  );
}

const needs = (held: { cpus: number; memoryBytes: number; gpus: number }) =>
  `${held.cpus} CPU, ${bytesInWords(held.memoryBytes)}, ${held.gpus} GPU`;

function Queue({ session }: { session: DeskSession }) {
  const queue = useDesk(
    session.market,
    ['queue'],
    (desk) =>
      request(desk, {
        service: providerOf(desk),
        method: 'GET',
        path: '/queue',
        signed: true,
        reply: QueueView,
      }),
    { everyMs: 5000 },
  );
  return (
    <Loaded query={queue} what="Reading the queue">
      {({ machine, running, waiting }) => (
        <>
          <p>Jobs may hold {needs(machine)} together.</p>
          <h2>Running</h2>
          <DataTable
            caption="Runs under way"
            rows={running}
            keyOf={({ jobId }) => jobId}
            empty={<p>Nothing runs.</p>}
            columns={[
              { name: 'Run', cell: ({ jobId }) => <code title={jobId}>{shorten(jobId)}</code> },
              { name: 'Buyer', cell: ({ buyer }) => <OnChain id={buyer} /> },
              { name: 'Holds', cell: needs },
              { name: 'Ends by', cell: ({ endsBy }) => <Moment at={endsBy} /> },
            ]}
          />
          <h2>Waiting</h2>
          <DataTable
            caption="Orders that wait, in the order in which they start"
            rows={waiting}
            keyOf={({ jobId }) => jobId}
            empty={<p>Nothing waits.</p>}
            columns={[
              { name: 'Place', number: true, cell: ({ position }) => position },
              { name: 'Run', cell: ({ jobId }) => <code title={jobId}>{shorten(jobId)}</code> },
              { name: 'Buyer', cell: ({ buyer }) => <OnChain id={buyer} /> },
              { name: 'Waits for', cell: ({ reason }) => reasons[reason] },
              { name: 'Needs', cell: needs },
              { name: 'Waited', number: true, cell: ({ waitedSeconds }) => duration(waitedSeconds) },
              {
                name: 'Starts by',
                cell: ({ startsBy }) => (startsBy === undefined ? 'never here' : <Moment at={startsBy} />),
              },
            ]}
          />
        </>
      )}
    </Loaded>
  );
}
