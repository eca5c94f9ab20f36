import { AddressBook, contractNames } from '@atoll/contracts/address-book';
import type { Chain } from '@atoll/chain/chain';
import { openMarketIndexer } from '@atoll/marketplace/catalogue/indexer';
import { createPublicClient, defineChain, http } from 'viem';

const nowhere = 'http://127.0.0.1:9';

/** A deployment, a chain and an indexer that are not there: a search asks none of them. */
export function nobodyElse(tokens: AddressBook['tokens']): {
  deployment: AddressBook;
  chain: Chain;
  indexer: ReturnType<typeof openMarketIndexer>;
} {
  const someone = `0x${'01'.repeat(20)}`;
  const deployment = AddressBook.parse({
    chainId: 31337,
    startBlock: 1,
    contracts: Object.fromEntries(
      contractNames.map((name, index) => [name, `0x${(index + 1).toString(16).padStart(40, '0')}`]),
    ),
    ...{ governance: someone, treasury: someone, arbiter: someone },
    tokens,
  });
  const definition = defineChain({
    id: deployment.chainId,
    name: 'nowhere',
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [nowhere] } },
  });
  const chain = {
    publicClient: createPublicClient({ chain: definition, transport: http(undefined, { retryCount: 0 }) }),
    chainId: deployment.chainId,
    addresses: { ...deployment.contracts, treasury: deployment.treasury },
    tokens: deployment.tokens,
    startBlock: 1,
    confirmations: 0,
    pollingInterval: 1_000,
  };
  return { deployment, chain, indexer: openMarketIndexer({ url: nowhere, chainId: deployment.chainId }) };
}
