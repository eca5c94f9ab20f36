import type { Address } from '@atoll/schemas/ids';
import type { MarketContext } from '@atoll/sdk/context';
import { canRefundPass, refundPass } from '@atoll/sdk/refund-pass';
import { Button } from '@atoll/ui/button.tsx';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Money } from '@atoll/ui/money.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useIndexed } from '@atoll/ui/use-indexed.ts';
import { useQuery } from '@tanstack/react-query';
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

function whyNot({ price }: Pass, { data, isError }: { data: boolean | undefined; isError: boolean }): string {
  if (BigInt(price) === 0n) return 'it cost nothing';
  if (data === false) return 'not while it pays for runs';
  return isError ? 'not known: the chain does not answer' : '…';
}

/** How often the chain is asked whether a pass gives its price back, in milliseconds. */
const refundableEvery = 30_000;

/** A pass that pays for nothing gives its price back; the contract decides whether it is so far. */
function Refund({ market, pass }: { market: MarketContext; pass: Pass }) {
  const indexed = useIndexed();
  const units = { assetId: BigInt(pass.assetId), series: pass.series, units: Number(pass.units) };
  const refundable = useQuery({
    queryKey: ['pass-refundable', market.account.address, pass.passId, units.units],
    queryFn: () => canRefundPass(market, units),
    enabled: BigInt(pass.price) > 0n,
    refetchInterval: refundableEvery,
  });
  const refund = useAct(async (say) => {
    say('Confirm in your wallet');
    await indexed(say, await refundPass(market, units));
  });
  if (refundable.data !== true && refund.act.state === 'idle')
    return <span className="faint">{whyNot(pass, refundable)}</span>;
  return (
    <>
      <Button small busy={refund.act.state === 'running'} onClick={() => void refund.run()}>
        Get the price back
      </Button>
      <ActStatus act={refund.act} done="It is credited." />
    </>
  );
}
