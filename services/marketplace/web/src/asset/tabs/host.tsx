import type { Address } from '@atoll/schemas/ids';
import type { CatalogueEntry } from '@atoll/schemas/marketplace-api';
import { OnChain } from '@atoll/ui/account.tsx';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { ForeignText } from '@atoll/ui/foreign-text.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { useIndexer } from '@atoll/ui/use-indexer.ts';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { zeroAddress } from 'viem';
import { OfferList } from '../../provider/offer-list.tsx';
import { useProvider } from '../../provider/use-provider.ts';

/** Where it runs: the machine beside the data, or any provider. */
export function HostTab({ asset }: { asset: CatalogueEntry }) {
  const { provider } = asset.terms;
  return provider === zeroAddress ? <AnyProvider /> : <NamedProvider address={provider} />;
}

function NamedProvider({ address }: { address: Address }) {
  return (
    <Loaded query={useProvider(address)} what="Reading its provider">
      {(provider) => (
        <>
          <dl className="facts card">
            <dt>Provider</dt>
            <dd>
              <Link href={`/provider/${address}`}>
                <code>{address}</code>
              </Link>
            </dd>
            <dt>Answers at</dt>
            <dd>
              <ForeignText text={provider.endpoint} />
            </dd>
            <dt>Takes orders</dt>
            <dd>{provider.draining ? 'no, it lets running ones end' : 'yes'}</dd>
          </dl>
          <h2>Hardware and runtime</h2>
          <OfferList provider={provider} />
        </>
      )}
    </Loaded>
  );
}

function AnyProvider() {
  const indexer = useIndexer();
  const providers = useQuery({
    queryKey: ['providers'],
    queryFn: () => indexer.providers.list({ limit: 50 }),
  });
  return (
    <Loaded query={providers} what="Reading who could run it">
      {({ items }) => (
        <DataTable
          caption="It runs where the data is; these providers are registered"
          rows={items}
          keyOf={({ provider }) => provider}
          empty="No provider is registered yet."
          columns={[
            {
              name: 'Provider',
              cell: ({ provider }) => (
                <Link href={`/provider/${provider}`}>
                  <code>{provider}</code>
                </Link>
              ),
            },
            { name: 'Operator', cell: ({ operator }) => <OnChain id={operator} /> },
            { name: 'Takes orders', cell: ({ draining }) => (draining ? 'no' : 'yes') },
          ]}
        />
      )}
    </Loaded>
  );
}
