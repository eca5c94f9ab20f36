import { Page } from '@atoll/ui/page.tsx';
import { NeedsWallet } from '@atoll/ui/wallet/needs-wallet.tsx';
import { WalletScope } from '@atoll/ui/wallet/wallet-scope.tsx';
import { Link } from 'wouter';
import { OrderList } from './order-list.tsx';
import { VerifySavedReceipt } from './verify-receipt.tsx';
import '../buy/buy.css';

export default function OrdersPage() {
  return (
    <Page
      title="Your orders"
      lead={
        <>
          What you ordered, what became of it and what it cost. <Link href="/keys">Keys for results</Link> ·{' '}
          <Link href="/account">Credit and passes</Link>
        </>
      }
    >
      <WalletScope>
        <NeedsWallet purpose="to see your orders">
          {(market, account) => (
            <>
              <OrderList key={account} account={account} />
              <VerifySavedReceipt market={market} />
            </>
          )}
        </NeedsWallet>
      </WalletScope>
    </Page>
  );
}
