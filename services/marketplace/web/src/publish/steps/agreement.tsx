import { pinDocument } from '@atoll/sdk/pin-document';
import { Button } from '@atoll/ui/button.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { NeedsWallet } from '@atoll/ui/wallet/needs-wallet.tsx';
import { WalletScope } from '@atoll/ui/wallet/wallet-scope.tsx';
import type { MarketContext } from '@atoll/sdk/context';

/** Publishes the text of the agreement, whose CID the rules name and whose digest buyers sign. */
export function Agreement(input: { text: string; cid: string; onPinned: (cid: string) => void }) {
  if (input.cid !== '') {
    return (
      <p className="notice good">
        The text is published as <code>{input.cid}</code>.
      </p>
    );
  }
  return (
    <WalletScope>
      <NeedsWallet purpose="to publish the text">
        {(market) => <Pin {...input} market={market} />}
      </NeedsWallet>
    </WalletScope>
  );
}

function Pin({
  text,
  onPinned,
  market,
}: {
  text: string;
  onPinned: (cid: string) => void;
  market: MarketContext;
}) {
  const pinning = useAct(async (say) => {
    say('Sign the upload in your wallet');
    const { cid } = await pinDocument(market, new TextEncoder().encode(text));
    onPinned(cid);
  });
  return (
    <>
      <Button
        busy={pinning.act.state === 'running'}
        disabled={text.trim() === ''}
        onClick={() => void pinning.run()}
      >
        Publish the text
      </Button>
      <ActStatus act={pinning.act} />
    </>
  );
}
