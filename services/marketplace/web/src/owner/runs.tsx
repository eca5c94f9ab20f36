import { inParts } from '@atoll/sdk/indexer/in-parts';
import { OnChain, shorten } from '@atoll/ui/account.tsx';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Money } from '@atoll/ui/money.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { useIndexer } from '@atoll/ui/use-indexer.ts';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { AssetLink, AssetLinks } from '../asset/asset-link.tsx';
import type { OwnerView } from './use-owned.ts';

/** Runs that are shown. */
const shown = 50;

/** Who ran what of the account's assets, newest first. */
export function Runs({ account, owned }: OwnerView) {
  const indexer = useIndexer();
  const assets = owned.data ?? [];
  const datasets = assets.filter(({ kind }) => kind === 'dataset').map(({ id }) => id);
  const programs = assets.filter(({ kind }) => kind !== 'dataset').map(({ id }) => id);
  const runs = useQuery({
    queryKey: ['owner-runs', account, datasets, programs],
    enabled: owned.data !== undefined,
    queryFn: async () => {
      const lists = await Promise.all([
        inParts(datasets, async (dataset) => (await indexer.jobs.list({ dataset, limit: shown })).items),
        inParts(programs, async (algorithm) => (await indexer.jobs.list({ algorithm, limit: shown })).items),
      ]);
      const byId = new Map(lists.flat().map((job) => [job.jobId, job]));
      return [...byId.values()].toSorted((a, b) => b.orderedAt - a.orderedAt).slice(0, shown);
    },
    refetchInterval: 30_000,
  });
  return (
    <section aria-labelledby="runs">
      <h2 id="runs">Who ran what</h2>
      <Loaded query={runs} what="Reading the runs">
        {(found) => (
          <DataTable
            caption={`The newest runs of your assets, at most ${shown}`}
            rows={found}
            keyOf={({ jobId }) => jobId}
            empty={<p>Nobody has run anything of yours yet.</p>}
            columns={[
              {
                name: 'Run',
                cell: ({ jobId }) => (
                  <Link href={`/explorer/${jobId}`}>
                    <code>{shorten(jobId)}</code>
                  </Link>
                ),
              },
              { name: 'Ordered', cell: ({ orderedAt }) => <Moment at={orderedAt} /> },
              { name: 'By', cell: ({ buyer }) => <OnChain id={buyer} /> },
              {
                name: 'Data',
                cell: ({ datasets: ids }) => <AssetLinks ids={ids} />,
              },
              { name: 'Algorithm', cell: ({ algorithm }) => <AssetLink id={algorithm} /> },
              { name: 'End', cell: ({ state, outcome }) => outcome ?? state },
              {
                name: 'Paid',
                number: true,
                cell: ({ paid, token }) => <Money amount={paid} token={token} />,
              },
            ]}
          />
        )}
      </Loaded>
    </section>
  );
}
