import { NeedsWallet } from '@atoll/ui/wallet/needs-wallet.tsx';
import { WalletScope } from '@atoll/ui/wallet/wallet-scope.tsx';
import { Page } from '@atoll/ui/page.tsx';
import { KeyList } from './key-list.tsx';

export default function KeysPage() {
  return (
    <Page
      title="Keys for results"
      lead="A result is encrypted once, to your key. The key stays in this browser and opens what you ordered; nobody can reset it for you."
    >
      <WalletScope>
        <NeedsWallet purpose="to see your keys">{(_, account) => <KeyList account={account} />}</NeedsWallet>
      </WalletScope>
    </Page>
  );
}
