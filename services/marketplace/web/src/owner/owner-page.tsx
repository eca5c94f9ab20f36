import type { MarketContext } from '@atoll/sdk/context';
import { Address } from '@atoll/schemas/ids';
import { Page } from '@atoll/ui/page.tsx';
import { NeedsWallet } from '@atoll/ui/wallet/needs-wallet.tsx';
import { WalletScope } from '@atoll/ui/wallet/wallet-scope.tsx';
import { Assets } from './assets.tsx';
import { Credits } from './credits.tsx';
import { Earnings } from './earnings.tsx';
import { Exports } from './exports.tsx';
import { Royalties } from './royalties.tsx';
import { Runs } from './runs.tsx';
import { Shares } from './shares.tsx';
import { type OwnerView, useOwned } from './use-owned.ts';

/** What an account owns and earns, from the chain and the indexer. */
export default function OwnerPage() {
  return (
    <Page
      title="Earnings"
      lead="What you own here, who ran it, what it earned, and how to take it out. All of it is on chain: any indexer shows the same."
    >
      <WalletScope>
        <NeedsWallet purpose="to see what you own and earned">
          {(market) => <Owner market={market} />}
        </NeedsWallet>
      </WalletScope>
    </Page>
  );
}

function Owner({ market }: { market: MarketContext }) {
  const account = Address.parse(market.account.address);
  const owned = useOwned(account);
  const view: OwnerView = { market, account, owned };
  return (
    <>
      <Credits {...view} />
      <Earnings {...view} />
      <Assets {...view} />
      <Runs {...view} />
      <Shares {...view} />
      <Royalties {...view} />
      <Exports {...view} />
    </>
  );
}
