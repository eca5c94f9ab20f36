import { Page } from '@atoll/ui/page.tsx';
import { NeedsWallet } from '@atoll/ui/wallet/needs-wallet.tsx';
import { WalletScope } from '@atoll/ui/wallet/wallet-scope.tsx';
import { Link } from 'wouter';
import { Balances } from './balances.tsx';
import { Passes } from './passes.tsx';
import '../buy/buy.css';

export default function AccountPage() {
  return (
    <Page
      title="Account"
      lead={
        <>
          What the market holds for you, and how to take it out. <Link href="/orders">Orders</Link> ·{' '}
          <Link href="/keys">Keys for results</Link> · <Link href="/governance">Votes and delegation</Link> ·{' '}
          <Link href="/statement">Statement</Link>
        </>
      }
    >
      <WalletScope>
        <NeedsWallet purpose="to see your account">
          {(market, account) => (
            <div className="stack" key={account}>
              <Balances market={market} account={account} />
              <Passes market={market} account={account} />
            </div>
          )}
        </NeedsWallet>
      </WalletScope>
    </Page>
  );
}
