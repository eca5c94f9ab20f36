import { DataTable } from '@atoll/ui/data-table.tsx';
import { SelectField } from '@atoll/ui/desk/fields.tsx';
import { LinePlot } from '@atoll/ui/line-plot.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { formatAmount, Money } from '@atoll/ui/money.tsx';
import { useIndexer } from '@atoll/ui/use-indexer.ts';
import { useWebConfig } from '@atoll/ui/wallet/wallet-door.tsx';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Earning, seriesOf, totalsOf } from './sum-earnings.ts';
import { nameOf, type OwnerView } from './use-owned.ts';

/** Days of the plot. */
const day = 86_400;

const roles: Readonly<Record<string, string>> = {
  data: 'runs on your data',
  algorithm: 'runs of your algorithm',
  compute: 'compute',
  fee: 'the market’s fee',
  relay: 'sending orders of others',
  slash: 'compensation',
  pass: 'passes',
  royalty: 'royalties',
  refund: 'refunds',
};

/** What was earned, over time and by asset, role and token. */
export function Earnings({ account, owned }: OwnerView) {
  const indexer = useIndexer();
  const earnings = useQuery({
    queryKey: ['earnings', account],
    queryFn: async () => {
      const found: Earning[] = [];
      for await (const each of indexer.earnings.every({ account })) found.push(each);
      return found;
    },
    refetchInterval: 30_000,
  });
  return (
    <section aria-labelledby="earned">
      <h2 id="earned">Earned</h2>
      <Loaded query={earnings} what="Adding up your earnings">
        {(found) =>
          found.length === 0 ? (
            <p className="notice">Nothing was earned yet.</p>
          ) : (
            <Plots earnings={found} owned={owned.data} />
          )
        }
      </Loaded>
    </section>
  );
}

function Plots({ earnings, owned }: { earnings: readonly Earning[]; owned: OwnerView['owned']['data'] }) {
  const [asset, setAsset] = useState('');
  const { tokens } = useWebConfig().addressBook;
  const assets = [...new Set(earnings.map(({ assetId }) => assetId))];
  const chosen = asset === '' ? earnings : earnings.filter(({ assetId }) => assetId === asset);
  const called = (id: string) => (id === '0' ? 'no asset' : nameOf(owned, id));
  return (
    <>
      <SelectField
        label="Show"
        value={asset}
        onValue={setAsset}
        options={[['', 'everything'], ...assets.map((id) => [id, called(id)] as const)]}
      />
      {[...new Set(chosen.map(({ token }) => token))].map((token) => {
        const known = tokens.find(({ address }) => address === token);
        const { symbol, decimals } = known ?? { symbol: `units of ${token.slice(0, 8)}…`, decimals: 0 };
        return (
          <LinePlot
            key={token}
            title={`Earned in all, in ${symbol}`}
            series={seriesOf(chosen, token).map(({ assetId, points }) => ({ name: called(assetId), points }))}
            formatX={(x) => new Date(x * day * 1000).toISOString().slice(0, 10)}
            formatY={(y) => formatAmount(BigInt(Math.round(y)), decimals)}
            steps
          />
        );
      })}
      <DataTable
        caption="Totals"
        rows={totalsOf(chosen)}
        keyOf={({ assetId, role, token }) => `${assetId} ${role} ${token}`}
        empty={<p>Nothing was earned yet.</p>}
        columns={[
          { name: 'Asset', cell: ({ assetId }) => called(assetId) },
          { name: 'For', cell: ({ role }) => roles[role] ?? role },
          { name: 'Payments', number: true, cell: ({ payments }) => payments },
          {
            name: 'Amount',
            number: true,
            cell: ({ amount, token }) => <Money amount={amount} token={token} />,
          },
        ]}
      />
    </>
  );
}
