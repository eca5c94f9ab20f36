import { unpackPayment } from '@atoll/chain/payments';
import { readBalance, readTokenBalance } from '@atoll/chain/read-balance';
import { readJobState } from '@atoll/chain/read-job-state';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { Address, Bytes32 } from '@atoll/schemas/ids';
import { contextOf } from '../flow/context.ts';
import type { Stack } from '../stack/start.ts';

/** How the money of a job ended on chain: everything that the contract has ever said about it. */
export interface ChainEnds {
  /** One name for each event that ended the job; a second one would be a second payment. */
  readonly ends: readonly ('settled' | 'ended')[];
  readonly paid: bigint;
  readonly refunded: bigint;
}

/** Reads every end of a job from the contract's events. */
export async function readEnds(stack: Stack, jobId: `0x${string}`): Promise<ChainEnds> {
  const { chain } = await contextOf(stack, stack.wallets.stranger);
  const where = {
    address: chain.addresses.jobs,
    abi: jobsAbi,
    args: { jobId },
    fromBlock: 0n,
    strict: true,
  } as const;
  const [settled, ended] = await Promise.all([
    chain.publicClient.getContractEvents({ ...where, eventName: 'JobSettled' }),
    chain.publicClient.getContractEvents({ ...where, eventName: 'JobEnded' }),
  ]);
  const payments = [...settled, ...ended].flatMap((event) => event.args.payments.map(unpackPayment));
  const buyer = stack.wallets.buyer.address.toLowerCase();
  const sum = (list: typeof payments) => list.reduce((total, { amount }) => total + amount, 0n);
  return {
    ends: [...settled.map(() => 'settled' as const), ...ended.map(() => 'ended' as const)],
    paid: sum(payments),
    refunded: sum(payments.filter(({ account }) => account === buyer)),
  };
}

/** What the escrow holds beside what it owes: locked money of open orders and everybody's credits. Zero, always. */
export async function unexplainedMoney(stack: Stack): Promise<bigint> {
  const { chain } = await contextOf(stack, stack.wallets.stranger);
  const token = stack.token.address;
  const wallets = Object.values(stack.wallets).map(({ address }) => Address.parse(address));
  const credits = await Promise.all(
    [...new Set(wallets)].map((account) => readBalance(chain, { token, account })),
  );
  const orders = await chain.publicClient.getContractEvents({
    ...{ address: chain.addresses.jobs, abi: jobsAbi, eventName: 'JobOrdered', fromBlock: 0n, strict: true },
  });
  const locked = await Promise.all(
    orders.map(async ({ args }) => {
      const { state } = await readJobState(chain, Bytes32.parse(args.jobId));
      return state === 'ended' ? 0n : args.maximum;
    }),
  );
  const owed = [...credits, ...locked].reduce((sum, amount) => sum + amount, 0n);
  return (await readTokenBalance(chain, { token, account: chain.addresses.jobs })) - owed;
}
