import type { Address } from '@atoll/schemas/ids';
import type { MarketContext } from '@atoll/sdk/context';
import { refundPass } from '@atoll/sdk/refund-pass';
import { Button } from '@atoll/ui/button.tsx';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Money } from '@atoll/ui/money.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useIndexed } from '@atoll/ui/use-indexed.ts';
import { useChainTime } from '@atoll/ui/wallet/use-chain-time.ts';
import { Link } from 'wouter';
import { usePasses } from '../buy/use-offer-data.ts';

type Pass = NonNullable<ReturnType<typeof usePasses>['data']>[number];

/** Prepaid runs that the account holds. */
export function Passes({ market, account }: { market: MarketContext; account: Address }) {
  const passes = usePasses(account);
  return (
    <section className="card" aria-label="Passes">
      <h2>Passes</h2>
      <Loaded query={passes} what="Looking for your passes">
        {(held) => (
          <DataTable
            caption="Prepaid runs"
            rows={held}
            keyOf={({ passId }) => passId}
            empty="You hold no passes. Where an owner sells them, they are on the dataset’s page."
            columns={[
              {
                name: 'Dataset',
                cell: ({ assetId }: Pass) => (
                  <Link href={`/buy/${assetId}`}>
                    <code>{assetId.slice(0, 12)}…</code>
                  </Link>
                ),
              },
              { name: 'Series', number: true, cell: ({ series }: Pass) => series },
              { name: 'Left', number: true, cell: ({ units }: Pass) => units.toString() },
              {
                name: 'Worth each',
                number: true,
                cell: ({ price, token }: Pass) => <Money amount={price} token={token} />,
              },
              { name: 'Until', cell: ({ expiresAt }: Pass) => <Moment at={expiresAt} /> },
              { name: 'Refund', cell: (pass: Pass) => <Refund market={market} pass={pass} /> },
            ]}
          />
        )}
      </Loaded>
    </section>
  );
}

/** A pass that pays for nothing any more gives its price back; the contract decides whether it is so far. */
function Refund({ market, pass }: { market: MarketContext; pass: Pass }) {
  const indexed = useIndexed();
  const now = useChainTime();
  const refund = useAct(async (say) => {
    say('Confirm in your wallet');
    const refunded = await refundPass(market, {
      assetId: BigInt(pass.assetId),
      series: pass.series,
      units: Number(pass.units),
    });
    await indexed(say, refunded);
  });
  if (!pass.closed && (now === undefined || pass.expiresAt > now))
    return <span className="faint">not yet</span>;
  return (
    <>
      <Button small busy={refund.act.state === 'running'} onClick={() => void refund.run()}>
        Get the price back
      </Button>
      <ActStatus act={refund.act} done="It is credited." />
    </>
  );
}
