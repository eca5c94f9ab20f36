import { Page } from '@atoll/ui/page.tsx';
import { Tabs } from '@atoll/ui/tabs.tsx';
import { useHash } from '@atoll/ui/use-hash.ts';
import { NeedsWallet } from '@atoll/ui/wallet/needs-wallet.tsx';
import { WalletScope } from '@atoll/ui/wallet/wallet-scope.tsx';
import { Link } from 'wouter';
import { Delegation } from './delegation.tsx';
import { DisputeList } from './dispute-list.tsx';
import { Parameters } from './parameters.tsx';
import { ProposalList } from './proposal-list.tsx';
import { ProposeForm } from './propose-form.tsx';
import { Treasury } from './treasury.tsx';
import './governance.css';

/** Governance: what is proposed, who votes, what is decided and what the treasury has. */
export default function GovernancePage() {
  const [hash, setHash] = useHash();
  return (
    <Page
      title="Governance"
      lead="Holders of ATOLL decide the market’s parameters and spend its treasury. They can never open anybody’s data."
    >
      <p className="row">
        <Link href="/bounties">Bounties</Link>
        <Link href="/rewards">Rewards</Link>
      </p>
      <Tabs
        label="Governance"
        selected={hash}
        onSelect={setHash}
        tabs={[
          { id: 'proposals', label: 'Proposals', content: () => <ProposalList /> },
          {
            id: 'votes',
            label: 'My votes',
            content: () => (
              <WalletScope>
                <NeedsWallet purpose="to see and delegate your votes">
                  {(market, address) => <Delegation market={market} address={address} />}
                </NeedsWallet>
              </WalletScope>
            ),
          },
          {
            id: 'propose',
            label: 'Propose',
            content: () => (
              <WalletScope>
                <NeedsWallet purpose="to propose a change">
                  {(market) => <ProposeForm market={market} />}
                </NeedsWallet>
              </WalletScope>
            ),
          },
          { id: 'parameters', label: 'Parameters', content: () => <Parameters /> },
          { id: 'disputes', label: 'Disputes', content: () => <DisputeList /> },
          { id: 'treasury', label: 'Treasury', content: () => <Treasury /> },
        ]}
      />
    </Page>
  );
}
