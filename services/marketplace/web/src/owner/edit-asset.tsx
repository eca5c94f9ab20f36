import { changePrice } from '@atoll/sdk/change-price';
import type { MarketContext } from '@atoll/sdk/context';
import { Button } from '@atoll/ui/button.tsx';
import { TextField } from '@atoll/ui/desk/fields.tsx';
import { Dialog } from '@atoll/ui/dialog.tsx';
import { Money, parseAmount, useToken } from '@atoll/ui/money.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useIndexed } from '@atoll/ui/use-indexed.ts';
import { useState } from 'react';
import { NewVersion } from '../publish/new-version.tsx';
import { OwnerPasses } from '../passes/owner-passes.tsx';
import type { OwnedAsset } from './use-owned.ts';

/** A price change, a new version, passes. */
export function EditButtons({ asset, market }: { asset: OwnedAsset; market: MarketContext }) {
  const [open, setOpen] = useState(false);
  const [passes, setPasses] = useState(false);
  return (
    <div className="row">
      <Button small onClick={() => setOpen(true)}>
        Price<span className="unseen"> of {asset.name}</span>
      </Button>
      <NewVersion small asset={asset} market={market} />
      {asset.kind === 'dataset' ? (
        <Button small onClick={() => setPasses(true)}>
          Passes<span className="unseen"> of {asset.name}</span>
        </Button>
      ) : null}
      <Dialog title={`Passes of ${asset.name}`} open={passes} onClose={() => setPasses(false)}>
        <OwnerPasses asset={asset} market={market} />
      </Dialog>
      <Dialog title={`Price of ${asset.name}`} open={open} onClose={() => setOpen(false)}>
        <Price asset={asset} market={market} />
      </Dialog>
    </div>
  );
}

function Price({ asset, market }: { asset: OwnedAsset; market: MarketContext }) {
  const { symbol, decimals } = useToken(asset.token);
  const [text, setText] = useState('');
  const indexed = useIndexed();
  const read = parseAmount(text, decimals);
  const changing = useAct(async (say, price: bigint) => {
    say('Confirm the new price in your wallet');
    const assetId = BigInt(asset.tokenId);
    await indexed(say, await changePrice(market, { assetId, price, token: asset.token }));
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if ('amount' in read) void changing.run(read.amount);
      }}
    >
      <p>
        Now <Money amount={asset.price} token={asset.token} />. Orders that are open keep the price that they
        were made at; everything else of the terms stays.
      </p>
      <TextField
        label={`New price, in ${symbol}`}
        inputMode="decimal"
        value={text}
        onValue={setText}
        wrong={text !== '' && 'wrong' in read ? read.wrong : undefined}
      />
      <Button type="submit" look="main" busy={changing.act.state === 'running'} disabled={'wrong' in read}>
        Change the price
      </Button>
      <ActStatus act={changing.act} done="The new price stands on chain." />
    </form>
  );
}
