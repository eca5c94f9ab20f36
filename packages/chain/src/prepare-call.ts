import { type Address, Hex } from '@atoll/schemas/ids';
import { BaseError, encodeFunctionData, numberToHex } from 'viem';
import { z } from 'zod';
import type { Chain } from './chain.ts';
import type { ContractCall } from './contract-call.ts';
import { ChainUnavailable } from './errors.ts';
import { explainRevert } from './reverts.ts';
import { translated } from './translate.ts';

/** A transaction as a wallet takes it, apart from fees and nonce, which are the wallet's to choose. */
export interface PreparedCall {
  readonly to: Address;
  readonly data: Hex;
  /** Native coin that goes with it: none of Atoll's calls takes any. */
  readonly value: bigint;
  /** With room for storage that others change until it is mined. */
  readonly gas: bigint;
}

const withRoom = (gas: bigint): bigint => gas + gas / 4n;

/**
 * Encodes a call and tries it against the next block, whose time is what deadlines and durations will be checked with. Nothing is sent.
 *
 * @param input.from the account that will send it; its key is not needed
 * @param input.before transactions that the account sends first, such as an allowance: the call is tried on top of them
 * @throws AtollError of the contracts' revert (see `explainRevert`); ChainUnavailable, also for a node without `eth_simulateV1` where
 * something comes before
 * @example
 * const { to, data, gas } = await prepareCall(chain, withdrawCall(chain, { tokens: [token], to: account }), { from: account });
 */
export async function prepareCall(
  chain: Chain,
  call: ContractCall,
  input: { from: Address; before?: readonly PreparedCall[] },
): Promise<PreparedCall> {
  const { from, before = [] } = input;
  const data = encodeFunctionData(call);
  const prepared = { to: call.address, data, value: 0n };
  if (before.length > 0) return { ...prepared, gas: withRoom(await gasOnTop(chain, prepared, from, before)) };
  const gas = await translated(call.functionName, () =>
    chain.publicClient.estimateGas({ account: from, to: call.address, data, blockTag: 'pending' }),
  );
  return { ...prepared, gas: withRoom(gas) };
}

const Simulated = z.array(
  z.object({
    calls: z.array(
      z.object({
        status: z.string(),
        gasUsed: z.string().regex(/^0x[0-9a-f]+$/i),
        returnData: z.string().optional(),
        error: z.object({ message: z.string().optional(), data: z.string().optional() }).optional(),
      }),
    ),
  }),
);

/** What a simulated call reverted with, where `explainRevert` looks for it. */
class SimulatedRevert extends Error {
  readonly data: string | undefined;
  constructor(message: string, data: string | undefined) {
    super(message);
    this.data = data;
  }
}

/** A storage slot that is cleared gives gas back only afterwards; until then it is needed. */
const beforeRefunds = (used: bigint): bigint => (used * 5n) / 4n;

async function gasOnTop(
  chain: Chain,
  call: Omit<PreparedCall, 'gas'>,
  from: Address,
  before: readonly PreparedCall[],
): Promise<bigint> {
  const calls = [...before, call].map(({ to, data }) => ({ from, to, data, value: numberToHex(0) }));
  let reply: unknown;
  try {
    reply = await chain.publicClient.request<{
      Method: 'eth_simulateV1';
      Parameters: unknown[];
      ReturnType: unknown;
    }>({
      method: 'eth_simulateV1',
      params: [{ blockStateCalls: [{ calls }] }, 'latest'],
    });
  } catch (cause) {
    const reason = cause instanceof BaseError ? cause.shortMessage : String(cause);
    throw new ChainUnavailable({ what: `eth_simulateV1: ${reason}`, cause });
  }
  const simulated = Simulated.safeParse(reply);
  const results = simulated.success ? simulated.data.flatMap((block) => block.calls) : [];
  const failed = results.find(({ status }) => status !== '0x1');
  if (failed !== undefined) {
    const data = [failed.error?.data, failed.returnData].find(
      (each) => Hex.safeParse(each).success && each !== '0x',
    );
    throw explainRevert(new SimulatedRevert(failed.error?.message ?? 'the call reverted', data));
  }
  const last = results.at(-1);
  if (last === undefined || results.length !== calls.length) {
    throw new ChainUnavailable({ what: 'eth_simulateV1 answered something else' });
  }
  return beforeRefunds(BigInt(last.gasUsed));
}
