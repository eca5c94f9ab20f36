import { OnChain, shorten } from '@atoll/ui/account.tsx';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Money } from '@atoll/ui/money.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { useIndexer } from '@atoll/ui/use-indexer.ts';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';

/** How many of the newest are shown. */
const most = 100;

/** Every dispute; the order's page lets its arbiter rule it and its provider answer it. */
export function DisputeList() {
  const indexer = useIndexer();
  const disputes = useQuery({
    queryKey: ['disputes'],
    queryFn: async () => (await indexer.disputes.list({ sort: '-opened', limit: most })).items,
  });
  return (
    <>
      <p>
        A buyer disputes a run that was paid for by putting up a bond, which freezes a part of the provider’s
        stake. The arbiter of that time rules it on the order’s page; where it stays silent, nothing is taken.
      </p>
      <Loaded query={disputes} what="Reading the disputes">
        {(found) => (
          <DataTable
            caption={`Disputes, newest first, at most ${most}`}
            rows={found}
            keyOf={({ jobId }) => jobId}
            empty="No run was ever disputed."
            columns={[
              {
                name: 'Order',
                cell: ({ jobId }) => (
                  <Link href={`/orders/${jobId}`}>
                    <code>{shorten(jobId)}</code>
                  </Link>
                ),
              },
              {
                name: 'State',
                cell: ({ state }) => (
                  <span className={state === 'open' ? 'badge warn' : 'badge'}>{state}</span>
                ),
              },
              { name: 'Provider', cell: ({ provider }) => <OnChain id={provider} /> },
              { name: 'Arbiter', cell: ({ arbiter }) => <OnChain id={arbiter} /> },
              { name: 'Ruled until', cell: ({ ruleBy }) => <Moment at={ruleBy} /> },
              {
                name: 'Frozen',
                number: true,
                cell: ({ frozen, token }) => <Money amount={frozen} token={token} />,
              },
            ]}
          />
        )}
      </Loaded>
    </>
  );
}
