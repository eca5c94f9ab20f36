import { Bytes32, type Hex } from '@atoll/schemas/ids';
import { type Address, BaseError, TransactionNotFoundError, TransactionReceiptNotFoundError } from 'viem';
import type { Chain } from './chain.ts';
import { type ChainView, type EntryView, type Fees, hashesOf } from './outbox-plan.ts';
import type { OutboxEntry, OutboxMined } from './outbox-types.ts';
import { translated } from './translate.ts';

/** What the chain says about the unfinished entries of an account. */
export async function viewChain(
  chain: Chain,
  sender: Address,
  pending: readonly OutboxEntry[],
): Promise<ChainView> {
  const client = chain.publicClient;
  const headNumber = Number(
    await translated('eth_blockNumber', () => client.getBlockNumber({ cacheTime: 0 })),
  );
  const finalBlock = BigInt(Math.max(0, headNumber - chain.confirmations));
  const [nonce, finalNonce, fees, entries] = await Promise.all([
    translated('eth_getTransactionCount', () => client.getTransactionCount({ address: sender })),
    translated('eth_getTransactionCount', () =>
      client.getTransactionCount({ address: sender, blockNumber: finalBlock }),
    ),
    currentFees(chain),
    Promise.all(pending.map(async (entry) => [entry.key, await viewEntry(chain, entry)] as const)),
  ]);
  return { headNumber, nonce, finalNonce, fees, entries: new Map(entries) };
}

/** Fees for a transaction that should be in one of the next blocks. */
export async function currentFees(chain: Chain): Promise<Fees> {
  return translated('eth_feeHistory', () => chain.publicClient.estimateFeesPerGas({ type: 'eip1559' }));
}

async function viewEntry(chain: Chain, entry: OutboxEntry): Promise<EntryView> {
  for (const hash of hashesOf(entry)) {
    const mined = await minedAt(chain, hash);
    if (mined !== undefined) return { known: true, mined };
  }
  const newest = hashesOf(entry)[0];
  return { known: newest !== undefined && (await isKnown(chain, newest)) };
}

/** Where a transaction is mined in the canonical chain, checked against the block's hash. */
async function minedAt(chain: Chain, hash: Hex): Promise<OutboxMined | undefined> {
  const receipt = await translated('eth_getTransactionReceipt', () =>
    orUndefined(chain.publicClient.getTransactionReceipt({ hash }), TransactionReceiptNotFoundError),
  );
  if (receipt === undefined) return undefined;
  const block = await translated('eth_getBlockByNumber', () =>
    chain.publicClient.getBlock({ blockNumber: receipt.blockNumber }),
  );
  // the receipt of a block that is no longer there
  if (block.hash !== receipt.blockHash) return undefined;
  return {
    hash: Bytes32.parse(receipt.transactionHash),
    blockNumber: Number(receipt.blockNumber),
    blockHash: Bytes32.parse(receipt.blockHash),
    status: receipt.status,
    gasUsed: receipt.gasUsed,
  };
}

async function isKnown(chain: Chain, hash: Hex): Promise<boolean> {
  const transaction = await translated('eth_getTransactionByHash', () =>
    orUndefined(chain.publicClient.getTransaction({ hash }), TransactionNotFoundError),
  );
  return transaction !== undefined;
}

/**
 * Hands a signed transaction to the node.
 * @returns whether the node has it now; false where it refused it (nonce used, fee too low), which the next look explains
 * @throws ChainUnavailable when the node did not answer
 */
export async function broadcast(chain: Chain, raw: Hex): Promise<boolean> {
  try {
    await chain.publicClient.request({ method: 'eth_sendRawTransaction', params: [raw] }, { retryCount: 0 });
    return true;
  } catch (error) {
    if (!isAnswer(error)) throw await rejection(error);
    return false;
  }
}

/** Whether the node answered with a JSON-RPC error, as opposed to not answering. */
function isAnswer(error: unknown): boolean {
  return (
    error instanceof BaseError &&
    error.walk((cause) => cause instanceof Error && cause.name === 'RpcRequestError') !== null
  );
}

async function rejection(error: unknown): Promise<unknown> {
  return translated('eth_sendRawTransaction', () => Promise.reject(error)).catch(
    (translation: unknown) => translation,
  );
}

async function orUndefined<T>(
  promise: Promise<T>,
  missing: abstract new (...args: never[]) => Error,
): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof missing) return undefined;
    throw error;
  }
}
