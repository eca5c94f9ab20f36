import type { Address } from '@atoll/schemas/ids';
import { createWalletClient, custom, zeroHash } from 'viem';
import type { Chain } from './chain.ts';
import type { ContractCall, ReceiptSummary } from './contract-call.ts';
import { prepareCall, type PreparedCall } from './prepare-call.ts';

/** A call that was made ready for a wallet, beside what it was encoded from. */
export interface RecordedCall extends PreparedCall {
  readonly call: ContractCall;
}

/** What a verb gets in place of a receipt: nothing was sent, so nothing was mined. */
const unsent: ReceiptSummary = { hash: zeroHash, blockNumber: 0, blockHash: zeroHash, gasUsed: 0n };

/** A wallet without a key and without a node refuses whatever it is asked. */
const refusal = () => Promise.reject(new TypeError('a connection that records sends and signs nothing'));

/**
 * A connection through which verbs prepare instead of sending: every call is tried against the next block, on top of those before it, and
 * kept in `calls`. So a verb's calls are encoded in one place, whoever sends them.
 *
 * @param from the account whose wallet will send them
 * @example
 * const recording = recordCalls(chain, account);
 * await deposit({ ...ctx, chain: recording.chain }, { token, amount });
 * recording.calls.map(({ to, data }) => …); // an allowance where it is missing, then the deposit
 */
export function recordCalls(chain: Chain, from: Address): { chain: Chain; calls: readonly RecordedCall[] } {
  const calls: RecordedCall[] = [];
  const wallet = createWalletClient({
    account: from,
    chain: chain.publicClient.chain,
    transport: custom({ request: refusal }, { retryCount: 0 }),
  });
  return {
    calls,
    chain: {
      ...chain,
      wallet,
      async record(call) {
        calls.push({ ...(await prepareCall(chain, call, { from, before: calls })), call });
        return unsent;
      },
    },
  };
}
