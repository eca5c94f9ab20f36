import { inParts } from '@atoll/sdk/indexer/in-parts';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { useIndexer } from '@atoll/ui/use-indexer.ts';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { nameOf, type OwnerView } from './use-owned.ts';

/** Derived assets that are shown. */
const shown = 50;

/** Assets that others derived from the account's, and what share of their income they owe. */
export function Royalties({ account, owned }: OwnerView) {
  const indexer = useIndexer();
  const ids = (owned.data ?? []).map(({ id }) => id);
  const derived = useQuery({
    queryKey: ['royalties', account, ids],
    enabled: owned.data !== undefined,
    queryFn: async () => {
      const found = await inParts(
        ids,
        async (ancestorId) => (await indexer.lineage.list({ ancestorId, limit: shown })).items,
      );
      return found.toSorted((a, b) => b.derivedAt - a.derivedAt).slice(0, shown);
    },
  });
  return (
    <section aria-labelledby="royalties">
      <h2 id="royalties">Royalties</h2>
      <Loaded query={derived} what="Reading what was derived">
        {(found) => (
          <DataTable
            caption={`The newest assets that were derived from yours, at most ${shown}`}
            rows={found}
            keyOf={({ assetId, ancestorId }) => `${assetId} ${ancestorId}`}
            empty={<p>Nothing was derived from your assets. What is, pays the royalty of your terms.</p>}
            columns={[
              { name: 'From', cell: ({ ancestorId }) => nameOf(owned.data, ancestorId) },
              {
                name: 'Derived asset',
                cell: ({ assetId }) => <code title={assetId}>{assetId.slice(0, 8)}…</code>,
              },
              { name: 'Share of its income', number: true, cell: ({ rate }) => `${rate / 100} %` },
              { name: 'Since', cell: ({ derivedAt }) => <Moment at={derivedAt} /> },
              { name: 'Run', cell: ({ jobId }) => <Link href={`/explorer/${jobId}`}>follow it</Link> },
            ]}
          />
        )}
      </Loaded>
    </section>
  );
}
