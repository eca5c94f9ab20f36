import { ResourceUsage } from '@atoll/schemas/queue';
import { request } from '@atoll/sdk/request';
import { providerOf } from '@atoll/sdk/services';
import { OnChain, shorten } from '@atoll/ui/account.tsx';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { useDesk } from '@atoll/ui/desk/use-desk.ts';
import { Loaded } from '@atoll/ui/loading.tsx';
import { duration } from '@atoll/ui/moment.tsx';
import type { DeskSession } from '../desk/desk.tsx';

/** What the newest jobs have held of the machine. */
export function Usage({ session }: { session: DeskSession }) {
  const usage = useDesk(session.market, ['usage'], (desk) =>
    request(desk, {
      service: providerOf(desk),
      method: 'GET',
      path: '/usage',
      signed: true,
      reply: ResourceUsage,
    }),
  );
  return (
    <section aria-labelledby="usage">
      <h2 id="usage">What runs have used</h2>
      <Loaded query={usage} what="Reading the usage">
        {({ jobs }) => (
          <DataTable
            caption="The newest runs on this machine"
            rows={jobs}
            keyOf={({ jobId }) => jobId}
            empty={<p>Nothing has run yet.</p>}
            columns={[
              { name: 'Run', cell: ({ jobId }) => <code title={jobId}>{shorten(jobId)}</code> },
              { name: 'Buyer', cell: ({ buyer }) => <OnChain id={buyer} /> },
              { name: 'Attempts', number: true, cell: ({ attempts }) => attempts },
              { name: 'Held a slot', number: true, cell: ({ slotSeconds }) => duration(slotSeconds) },
              {
                name: 'CPU used',
                number: true,
                cell: ({ usedCpuSeconds }) => `${usedCpuSeconds.toFixed(1)} s`,
              },
              { name: 'GPU', number: true, cell: ({ gpuSeconds }) => duration(gpuSeconds) },
            ]}
          />
        )}
      </Loaded>
    </section>
  );
}
