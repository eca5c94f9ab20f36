import type { Hex } from '@atoll/schemas/ids';
import { createPublicClient, createWalletClient, defineChain, http } from 'viem';
import type { AddressBook } from '@atoll/contracts/address-book';
import type { Chain } from './chain.ts';
import { ChainMismatch } from './errors.ts';
import { translated } from './translate.ts';

export interface ConnectParameters {
  /** `http(s)://…` of a node. */
  rpcUrl: string;
  addressBook: AddressBook;
  /** 32 bytes; without it the connection only reads. */
  privateKey?: Hex;
  /** Milliseconds between two looks at the head. Default 1000. */
  pollingInterval?: number;
  /** Blocks on top before something counts as final. Default 0. */
  confirmations?: number;
  /** Milliseconds for one request. Default 10,000. */
  timeout?: number;
}

/** How often a read is tried again after a failure of the transport; writes never are. */
const readRetries = 3;

/**
 * Connects to a deployment and proves that it is there: the chain's id is the address book's and every contract has code.
 *
 * @throws ChainMismatch `chain_mismatch` for another chain or an address without code; ChainUnavailable (retryable) when no node answers
 * @example
 * const chain = await connectChain({ rpcUrl: 'http://127.0.0.1:8545', addressBook: parseAddressBook(file) });
 * const block = await chain.publicClient.getBlockNumber();
 */
export async function connectChain(parameters: ConnectParameters): Promise<Chain> {
  const { rpcUrl, addressBook, privateKey, pollingInterval = 1000, confirmations = 0 } = parameters;
  const chainDefinition = defineChain({
    id: addressBook.chainId,
    name: `eip155:${addressBook.chainId}`,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  });
  const timeout = parameters.timeout ?? 10_000;
  const publicClient = createPublicClient({
    chain: chainDefinition,
    pollingInterval,
    cacheTime: 0,
    transport: http(rpcUrl, {
      timeout,
      retryCount: readRetries,
      retryDelay: 100,
      batch: { batchSize: 50, wait: 0 },
    }),
  });
  const chain: Chain = {
    publicClient,
    chainId: addressBook.chainId,
    addresses: { ...addressBook.contracts, treasury: addressBook.treasury },
    tokens: addressBook.tokens,
    startBlock: addressBook.startBlock,
    confirmations,
    pollingInterval,
  };
  await checkDeployment(chain, addressBook);
  if (privateKey === undefined) return chain;
  // With everything about keys, which only whoever has one loads.
  const { privateKeyToAccount } = await import('viem/accounts');
  const wallet = createWalletClient({
    chain: chainDefinition,
    pollingInterval,
    account: privateKeyToAccount(privateKey),
    // a write is not repeated behind the caller's back
    transport: http(rpcUrl, { timeout, retryCount: 0 }),
  });
  return { ...chain, wallet };
}

async function checkDeployment(chain: Chain, book: AddressBook): Promise<void> {
  const chainId = await translated('eth_chainId', () => chain.publicClient.getChainId());
  if (chainId !== book.chainId) {
    throw new ChainMismatch({
      message: `the node serves chain ${chainId}, the address book is for chain ${book.chainId}`,
      hint: 'configure the RPC endpoint of the chain that the contracts were deployed to',
      data: { expected: book.chainId, found: chainId },
    });
  }
  await Promise.all(
    Object.entries(book.contracts).map(async ([name, address]) => {
      const code = await translated('eth_getCode', () => chain.publicClient.getCode({ address }));
      if (code !== undefined && code !== '0x') return;
      throw new ChainMismatch({
        message: `there is no contract at ${address}, where the address book has ${name}`,
        hint: 'deploy the contracts to this chain, or use the address book of this very chain',
        data: { contract: name, address },
      });
    }),
  );
}
