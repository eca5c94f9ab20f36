import type { MarketContext } from '@atoll/sdk/context';
import { buyPass } from '@atoll/sdk/buy-pass';
import { Button } from '@atoll/ui/button.tsx';
import { TextField } from '@atoll/ui/desk/fields.tsx';
import { Money } from '@atoll/ui/money.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useIndexed } from '@atoll/ui/use-indexed.ts';
import { NeedsWallet } from '@atoll/ui/wallet/needs-wallet.tsx';
import { WalletScope } from '@atoll/ui/wallet/wallet-scope.tsx';
import { useState } from 'react';
import { Link } from 'wouter';
import { type Series, unitsLeft } from './use-series.ts';

/** Buys units of a series, at the price that is shown and at no higher one. */
export default function BuyPass({ series }: { series: Series }) {
  return (
    <WalletScope>
      <NeedsWallet purpose="to buy passes">{(market) => <Buy market={market} series={series} />}</NeedsWallet>
    </WalletScope>
  );
}

function Buy({ market, series }: { market: MarketContext; series: Series }) {
  const [text, setText] = useState('1');
  const indexed = useIndexed();
  const most = unitsLeft(series);
  const units = /^\d+$/.test(text.trim()) ? Number(text) : 0;
  const wrong = units >= 1 && units <= most ? undefined : `Write a number from 1 to ${most}`;
  const price = BigInt(series.price);
  const buying = useAct(async (say) => {
    say('Confirm in your wallet: the allowance, where it is missing, then the purchase');
    const bought = await buyPass(market, {
      assetId: BigInt(series.assetId),
      series: series.series,
      units,
      maxPrice: price,
    });
    await indexed(say, bought);
  });
  return (
    <form
      className="card"
      onSubmit={(event) => {
        event.preventDefault();
        if (wrong === undefined) void buying.run();
      }}
    >
      <h3>Buy passes of series {series.series}</h3>
      <TextField label="Runs" inputMode="numeric" value={text} onValue={setText} wrong={wrong} />
      <p>
        {wrong === undefined ? (
          <>
            Together <Money amount={price * BigInt(units)} token={series.token} />, taken from your wallet.
          </>
        ) : null}
      </p>
      <Button type="submit" look="main" disabled={wrong !== undefined} busy={buying.act.state === 'running'}>
        Buy
      </Button>
      <ActStatus act={buying.act} done="They are yours: choose them where you order a run." />
      {buying.act.state === 'done' ? (
        <p>
          <Link href={`/buy/${series.assetId}`}>Order a run</Link> · <Link href="/account">Your passes</Link>
        </p>
      ) : null}
    </form>
  );
}
