import type { AddressBook } from '@atoll/contracts/address-book';
import { WebConfig } from '@atoll/sdk/web-config';
import type { MarketplaceEnvironment } from '../env.ts';

type Variables = Pick<
  MarketplaceEnvironment,
  | 'CHAIN_NAME'
  | 'PUBLIC_RPC_URL'
  | 'RPC_URL'
  | 'PUBLIC_INDEXER_URL'
  | 'INDEXER_URL'
  | 'BLOCK_EXPLORER_URL'
  | 'CONFIRMATIONS'
>;

/** What browsers are told of the deployment. Where no public address is configured, the service's own is taken for reachable. */
export function webConfigOf(env: Variables, addressBook: AddressBook, origin: string): WebConfig {
  return WebConfig.parse({
    chainName: env.CHAIN_NAME ?? `eip155:${addressBook.chainId}`,
    addressBook,
    rpcUrl: env.PUBLIC_RPC_URL ?? env.RPC_URL,
    indexerUrl: env.PUBLIC_INDEXER_URL ?? env.INDEXER_URL,
    marketplaceUrl: origin,
    explorerUrl: env.BLOCK_EXPLORER_URL,
    confirmations: env.CONFIRMATIONS,
  });
}
