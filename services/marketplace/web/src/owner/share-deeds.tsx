import type { Address } from '@atoll/schemas/ids';
import { addShareToken } from '@atoll/sdk/add-share-token';
import type { MarketContext } from '@atoll/sdk/context';
import { dissolveShares } from '@atoll/sdk/dissolve-shares';
import { Button } from '@atoll/ui/button.tsx';
import { Dialog } from '@atoll/ui/dialog.tsx';
import { useToken } from '@atoll/ui/money.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useIndexed } from '@atoll/ui/use-indexed.ts';
import { useState } from 'react';

interface Part {
  readonly market: MarketContext;
  readonly shares: Address;
  readonly symbol: string;
}

/** Has the shares divide a further token, of which something lies with them. */
export function DivideToken({ market, shares, symbol, token }: Part & { token: Address }) {
  const { symbol: money } = useToken(token);
  const indexed = useIndexed();
  const adding = useAct(async (say) => {
    say('Confirm in your wallet');
    await indexed(say, await addShareToken(market, { shares, token }));
  });
  return (
    <>
      <Button small busy={adding.act.state === 'running'} onClick={() => void adding.run()}>
        Divide {money}
        <span className="unseen"> among {symbol}</span>
      </Button>
      <ActStatus act={adding.act} done="It is divided from now on." />
    </>
  );
}

/** Ends the shares, for who holds all of them. */
export function Dissolve({ market, shares, symbol }: Part) {
  const [open, setOpen] = useState(false);
  const indexed = useIndexed();
  const dissolving = useAct(async (say) => {
    say('Confirm in your wallet');
    await indexed(say, await dissolveShares(market, { shares }));
  });
  return (
    <>
      <Button small onClick={() => setOpen(true)}>
        Dissolve<span className="unseen"> the shares {symbol}</span>…
      </Button>
      <Dialog title={`Dissolve the shares ${symbol}?`} open={open} onClose={() => setOpen(false)}>
        <p>
          You hold all of them. They are burned for good, and the asset’s owner names who is paid again. What
          earlier holders are owed stays theirs to claim; what still comes in to the shares is yours.
        </p>
        <Button look="danger" busy={dissolving.act.state === 'running'} onClick={() => void dissolving.run()}>
          Dissolve them for good
        </Button>
        <ActStatus act={dissolving.act} done="They are dissolved." />
      </Dialog>
    </>
  );
}
