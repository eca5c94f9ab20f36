import type { Address } from '@atoll/schemas/ids';
import type { MarketContext } from '@atoll/sdk/context';
import { ForeignText } from '@atoll/ui/foreign-text.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Page } from '@atoll/ui/page.tsx';
import { NeedsWallet } from '@atoll/ui/wallet/needs-wallet.tsx';
import { WalletScope } from '@atoll/ui/wallet/wallet-scope.tsx';
import { Link } from 'wouter';
import './buy.css';
import { ChooseRun } from './choose-run.tsx';
import { OrderQuote } from './order-quote.tsx';
import { usePurchase } from './purchase.ts';
import { type Asset, useAsset } from '../asset/indexed-asset.ts';
import { useProviderOnChain } from '../provider/use-provider-on-chain.ts';

export default function BuyPage({ datasetId }: { datasetId: string }) {
  const asset = useAsset(datasetId);
  const name = asset.data?.document?.name;
  return (
    <Page
      title="Order a run"
      lead={
        name === undefined ? undefined : (
          <>
            on{' '}
            <Link href={`/assets/${encodeURIComponent(asset.data?.id ?? '')}`}>
              <ForeignText text={name} />
            </Link>
            . The algorithm goes to the data; what its owner’s rules allow comes back, encrypted to you.
          </>
        )
      }
    >
      <Loaded query={asset} what="Reading the dataset">
        {(dataset) => (
          <>
            <Obstacle dataset={dataset} />
            <WalletScope>
              <NeedsWallet purpose="to order a run">
                {(market, account) => (
                  <Buying
                    key={`${account} ${dataset.tokenId}`}
                    market={market}
                    account={account}
                    dataset={dataset}
                  />
                )}
              </NeedsWallet>
            </WalletScope>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Obstacle({ dataset }: { dataset: Asset }) {
  if (dataset.kind !== 'dataset')
    return (
      <p className="notice bad">
        This is no dataset but an asset of another kind: a run is ordered on a dataset.
      </p>
    );
  if (dataset.state === 'active') return null;
  return (
    <p className="notice warn">
      Its owner has {dataset.state === 'paused' ? 'paused' : 'retired'} this dataset: nothing can be ordered
      now.
    </p>
  );
}

function Buying(input: { market: MarketContext; account: Address; dataset: Asset }) {
  const { account, dataset } = input;
  const provider = useProviderOnChain(input.market, dataset.terms.provider);
  const { purchase, change, finish } = usePurchase(account, dataset.tokenId);
  return (
    <Loaded query={provider} what="Asking the chain for the provider">
      {({ endpoint, provider: providerId }) => {
        const market: MarketContext = { ...input.market, providerUrl: endpoint };
        const common = { market, account, dataset, purchase, change, provider: providerId };
        return purchase.quote === undefined ? (
          <ChooseRun {...common} />
        ) : (
          <OrderQuote {...common} quote={purchase.quote} finish={finish} />
        );
      }}
    </Loaded>
  );
}
