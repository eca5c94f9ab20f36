import { minedReceipt } from '@atoll/contracts/mined-receipt';
import { type Address, Bytes32, type Hex } from '@atoll/schemas/ids';
import { BaseError, WaitForTransactionReceiptTimeoutError } from 'viem';
import { type Chain, walletOf } from './chain.ts';
import type { ContractCall, ReceiptSummary } from './contract-call.ts';
import { ChainUnavailable } from './errors.ts';
import { prepareCall } from './prepare-call.ts';
import { explainRevert, TransactionReverted } from './reverts.ts';
import { translated } from './translate.ts';

export { type ContractCall, type ReceiptSummary } from './contract-call.ts';

/** Milliseconds to wait for a transaction to be mined. */
const minedWithin = 120_000;

/**
 * Tries a call against the next block and sends it only when it would succeed, from the connection's account. Waits until it is mined.
 * Through a connection that records (`recordCalls`) it is prepared and not sent.
 * Nothing is sent twice: where the answer is lost, the error says so and carries what is known.
 *
 * @throws AtollError of the contracts' revert (see `explainRevert`), before anything is sent; ChainUnavailable
 * @example
 * const receipt = await simulateThenSend(chain, { address: chain.addresses.jobs, abi: jobsAbi, functionName: 'withdraw', args: [[token], to] });
 */
export async function simulateThenSend(chain: Chain, call: ContractCall): Promise<ReceiptSummary> {
  if (chain.record !== undefined) return chain.record(call);
  const wallet = walletOf(chain);
  const { data, gas } = await prepareCall(chain, call, { from: wallet.account.address });
  const hash = await translated(call.functionName, () =>
    wallet.sendTransaction({ to: call.address, data, gas, account: wallet.account, chain: wallet.chain }),
  );
  return receiptOf(chain, hash, { account: wallet.account.address, to: call.address, data });
}

async function receiptOf(
  chain: Chain,
  hash: Hex,
  sent: { account: Address; to: Address; data: Hex },
): Promise<ReceiptSummary> {
  let receipt;
  let replaced: string | undefined;
  const { pollingInterval, publicClient } = chain;
  try {
    receipt =
      walletOf(chain).account.type === 'local'
        ? await minedReceipt(publicClient, hash, { timeoutMs: minedWithin, everyMs: pollingInterval })
        : // A person may speed a transaction up in the wallet, cancel it or put another in its place.
          await publicClient.waitForTransactionReceipt({
            ...{ hash, pollingInterval, timeout: minedWithin },
            onReplaced: ({ reason }) => (replaced = reason === 'repriced' ? undefined : reason),
          });
  } catch (error) {
    const late = error instanceof WaitForTransactionReceiptTimeoutError;
    const reason = late ? 'not mined yet' : error instanceof BaseError ? error.shortMessage : String(error);
    throw new ChainUnavailable({
      what: `transaction ${hash} was sent, its receipt is missing: ${reason}`,
      cause: error,
    });
  }
  if (replaced !== undefined) {
    throw new TransactionReverted({
      code: 'transaction_reverted',
      message: `transaction ${hash} was ${replaced} in the wallet`,
      hint: 'nothing of it happened; begin again if that was not meant',
      retryable: true,
      data: { hash },
    });
  }
  if (receipt.status === 'reverted') {
    throw await whyReverted(chain, receipt.transactionHash, receipt.blockNumber, sent);
  }
  return {
    hash: Bytes32.parse(receipt.transactionHash),
    blockNumber: Number(receipt.blockNumber),
    blockHash: Bytes32.parse(receipt.blockHash),
    gasUsed: receipt.gasUsed,
  };
}

/** Repeats a reverted transaction as a call in its own block, to learn the error that receipts do not carry. */
async function whyReverted(
  chain: Chain,
  hash: Hex,
  blockNumber: bigint,
  sent: { account: Address; to: Address; data: Hex },
): Promise<Error> {
  try {
    await chain.publicClient.call({ ...sent, blockNumber });
  } catch (error) {
    return explainRevert(error);
  }
  return new TransactionReverted({
    code: 'transaction_reverted',
    message: `transaction ${hash} was refused, the same call succeeds by now`,
    hint: 'something changed in the same block; try again',
    retryable: true,
    data: { hash },
  });
}
