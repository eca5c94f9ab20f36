import type { Listed } from '@atoll/schemas/indexer/resources';
import { OnChain, shorten } from '@atoll/ui/account.tsx';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { Money } from '@atoll/ui/money.tsx';
import { Link } from 'wouter';
import { type Provider, useRecord } from './use-provider.ts';

const jobLink = (jobId: string) => (
  <Link href={`/explorer/${jobId}`}>
    <code>{shorten(jobId)}</code>
  </Link>
);

const moveWords: Readonly<Record<Listed<'collateralMoves'>['kind'], string>> = {
  deposited: 'put in',
  unbonding: 'on its way out',
  withdrawn: 'taken out',
  slashed: 'slashed',
  frozen: 'held by a dispute',
  unfrozen: 'let go by a dispute',
};

/** What stands behind a provider, what was taken from it, and how buyers judged it. */
export function Stake({ provider }: { provider: Provider }) {
  return (
    <Loaded query={useRecord(provider.provider)} what="Reading its stake">
      {({ collateral, moves, disputes, ratings }) => (
        <>
          <h2>Stake</h2>
          <DataTable
            caption="Collateral, in the tokens that orders are paid in"
            rows={collateral}
            keyOf={({ token }) => token}
            empty="Nothing stands behind it: it can take no order."
            columns={[
              {
                name: 'Backs orders',
                number: true,
                cell: ({ bonded, token }) => <Money amount={bonded} token={token} />,
              },
              {
                name: 'On its way out',
                number: true,
                cell: ({ unbonding, token }) => <Money amount={unbonding} token={token} />,
              },
              {
                name: 'Held by disputes',
                number: true,
                cell: ({ frozen, token }) => <Money amount={frozen} token={token} />,
              },
              {
                name: 'Ever slashed',
                number: true,
                cell: ({ slashed, token }) => <Money amount={slashed} token={token} />,
              },
            ]}
          />
          <DataTable
            caption="What moved it"
            rows={moves}
            keyOf={({ blockNumber, logIndex }) => `${blockNumber} ${logIndex}`}
            empty="Nothing moved it yet."
            columns={[
              { name: 'When', cell: ({ movedAt }) => <Moment at={movedAt} /> },
              { name: 'What', cell: ({ kind }) => moveWords[kind] },
              {
                name: 'Amount',
                number: true,
                cell: ({ amount, token }) => <Money amount={amount} token={token} />,
              },
              { name: 'For', cell: ({ jobId }) => (jobId === undefined ? '' : jobLink(jobId)) },
            ]}
          />
          <h2>Ratings and disputes</h2>
          <DataTable
            caption="Newest ratings"
            rows={ratings}
            keyOf={({ blockNumber, logIndex }) => `${blockNumber} ${logIndex}`}
            empty="Nobody has rated it yet."
            columns={[
              { name: 'When', cell: ({ ratedAt }) => <Moment at={ratedAt} /> },
              { name: 'Score', number: true, cell: ({ score }) => `${score} of 5` },
              { name: 'By', cell: ({ buyer }) => <OnChain id={buyer} /> },
              {
                name: 'Paid',
                number: true,
                cell: ({ paid, token }) => <Money amount={paid} token={token} />,
              },
              { name: 'Counts', cell: ({ counted }) => (counted ? 'yes' : 'no: its own account') },
              { name: 'Order', cell: ({ jobId }) => jobLink(jobId) },
            ]}
          />
          <DataTable
            caption="Disputes"
            rows={disputes}
            keyOf={({ jobId }) => jobId}
            empty="No order of it was ever disputed."
            columns={[
              { name: 'Order', cell: ({ jobId }) => jobLink(jobId) },
              { name: 'Opened', cell: ({ openedAt }) => <Moment at={openedAt} /> },
              { name: 'State', cell: ({ state }) => state },
              {
                name: 'Slashed',
                number: true,
                cell: ({ slashed, token }) =>
                  slashed === undefined ? '' : <Money amount={slashed} token={token} />,
              },
            ]}
          />
        </>
      )}
    </Loaded>
  );
}
