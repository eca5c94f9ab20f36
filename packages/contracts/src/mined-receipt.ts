import { type Hash, TransactionReceiptNotFoundError, WaitForTransactionReceiptTimeoutError } from 'viem';

/** The part of a viem client that is used. */
export interface ReceiptReader<Receipt> {
  readonly pollingInterval: number;
  getTransactionReceipt(input: { hash: Hash }): Promise<Receipt>;
}

const patienceMs = 120_000;

/**
 * Waits until this very transaction is mined, and gives its receipt.
 *
 * viem's `waitForTransactionReceipt` looks once for each new block: where a node tells of a block a moment before its receipts, it waits for a
 * block that may never come. It also gives the receipt of another transaction that took the nonce, which is no news of this one.
 *
 * @param options.timeoutMs 120,000 unless given
 * @param options.everyMs milliseconds between two looks; the client's own unless given
 * @throws WaitForTransactionReceiptTimeoutError; whatever the client throws where the node does not answer
 * @example const { status } = await minedReceipt(client, await wallet.sendTransaction(call));
 */
export async function minedReceipt<Receipt>(
  client: ReceiptReader<Receipt>,
  hash: Hash,
  options: { timeoutMs?: number; everyMs?: number } = {},
): Promise<Receipt> {
  const { timeoutMs = patienceMs, everyMs = client.pollingInterval } = options;
  const until = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await client.getTransactionReceipt({ hash });
    } catch (error) {
      if (!(error instanceof TransactionReceiptNotFoundError)) throw error;
    }
    if (performance.now() >= until) throw new WaitForTransactionReceiptTimeoutError({ hash });
    await new Promise((resolve) => {
      setTimeout(resolve, everyMs);
    });
  }
}
