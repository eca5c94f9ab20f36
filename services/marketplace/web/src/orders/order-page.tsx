import { Bytes32, type Address } from '@atoll/schemas/ids';
import type { MarketContext } from '@atoll/sdk/context';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Page } from '@atoll/ui/page.tsx';
import { NeedsWallet } from '@atoll/ui/wallet/needs-wallet.tsx';
import { WalletScope } from '@atoll/ui/wallet/wallet-scope.tsx';
import { Link } from 'wouter';
import { AfterEnd } from './after-end.tsx';
import { ChainFacts } from './chain-facts.tsx';
import { EndEarly } from './end-early.tsx';
import { useProviderOnChain } from '../provider/use-provider-on-chain.ts';
import { Progress } from './progress.tsx';
import { Result } from './result.tsx';
import { SettleDispute } from './settle-dispute.tsx';
import { useChainJob } from './use-job.ts';
import '../buy/buy.css';

export default function OrderPage({ jobId }: { jobId: string }) {
  const parsed = Bytes32.safeParse(jobId.toLowerCase());
  return (
    <Page title="Your order">
      {parsed.success ? (
        <Order jobId={parsed.data} />
      ) : (
        <p className="notice bad">The address names no order: an order’s number is 0x and 64 digits.</p>
      )}
    </Page>
  );
}

export type ChainJob = NonNullable<ReturnType<typeof useChainJob>['query']['data']>;

function Order({ jobId }: { jobId: Bytes32 }) {
  const { query, live } = useChainJob(jobId);
  return (
    <Loaded query={query} what="Waiting until the indexer has seen the order">
      {(job) => (
        <div className="stack">
          <ChainFacts job={job} live={live} />
          <WalletScope>
            <NeedsWallet purpose="to follow your run and open its result">
              {(market, account) => <Own key={account} market={market} account={account} job={job} />}
            </NeedsWallet>
          </WalletScope>
          <p>
            <Link href={`/explorer/${jobId}`}>Everything that the chain knows of it</Link> ·{' '}
            <Link href="/orders">All your orders</Link>
          </p>
        </div>
      )}
    </Loaded>
  );
}

/** What the buyer alone may see and do. */
function Own({ market, account, job }: { market: MarketContext; account: Address; job: ChainJob }) {
  const provider = useProviderOnChain(market, job.provider);
  if (account !== job.buyer)
    return (
      <>
        <p className="notice">
          This order is another account’s. Its progress and result are shown to the account that ordered.
        </p>
        <SettleDispute market={market} account={account} job={job} />
      </>
    );
  return (
    <Loaded query={provider} what="Asking the chain for the provider">
      {({ endpoint }) => {
        const there: MarketContext = { ...market, providerUrl: endpoint };
        return (
          <>
            <Progress market={there} job={job} />
            <EndEarly market={there} job={job} />
            {job.outcome === 'released' ? <Result market={there} account={account} job={job} /> : null}
            {job.state === 'ended' ? <AfterEnd market={there} job={job} /> : null}
          </>
        );
      }}
    </Loaded>
  );
}
