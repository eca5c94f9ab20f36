import type { AddressBook } from '@atoll/contracts/address-book';
import { WebConfig } from '@atoll/sdk/web-config';
import type { ProviderEnvironment } from '../env.ts';

type Variables = Pick<
  ProviderEnvironment,
  | 'CHAIN_NAME'
  | 'PUBLIC_RPC_URL'
  | 'RPC_URL'
  | 'PUBLIC_MARKETPLACE_URL'
  | 'MARKETPLACE_URL'
  | 'BLOCK_EXPLORER_URL'
  | 'CONFIRMATIONS'
>;

/** What the desk's pages are told of the deployment. They ask the chain and this provider, no indexer, so this origin stands for one. */
export function deskConfigOf(env: Variables, addressBook: AddressBook, origin: string): WebConfig {
  return WebConfig.parse({
    chainName: env.CHAIN_NAME ?? `eip155:${addressBook.chainId}`,
    addressBook,
    rpcUrl: env.PUBLIC_RPC_URL ?? env.RPC_URL,
    indexerUrl: origin,
    marketplaceUrl: env.PUBLIC_MARKETPLACE_URL ?? env.MARKETPLACE_URL ?? origin,
    explorerUrl: env.BLOCK_EXPLORER_URL,
    confirmations: env.CONFIRMATIONS,
  });
}
