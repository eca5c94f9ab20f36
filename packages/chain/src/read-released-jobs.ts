import { disputesAbi } from '@atoll/contracts/generated/disputes';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { Address, Bytes32 } from '@atoll/schemas/ids';
import { outcomes } from '@atoll/schemas/job';
import { formatLog, type Log, numberToHex, parseEventLogs } from 'viem';
import type { Chain } from './chain.ts';
import { type PackedPayment, unpackPayment } from './payments.ts';
import { translated } from './translate.ts';

/** What a released job paid to whom, in the token's smallest unit, as its events tell it. */
export interface ReleasedJob {
  readonly jobId: Bytes32;
  readonly buyer: Address;
  readonly fee: bigint;
  readonly compute: bigint;
  /** Payments for data and algorithm, what parents were paid already taken off, and the royalties of the parents. */
  readonly contributions: readonly { readonly account: Address; readonly amount: bigint }[];
  readonly disputed: boolean;
  /** Block time of its settlement, in seconds. */
  readonly settledAt: number;
}

/** Blocks that one request for logs covers. */
const span = 5_000;

/**
 * Every job in one token that was released within a time, in the order of the chain. Reads logs from the deployment's first block on, since
 * a job may be settled long after it was ordered.
 *
 * @param input.from first second, block time
 * @param input.until second after the last
 * @throws ChainUnavailable (retryable)
 * @example
 * const week = 7 * 86_400;
 * const jobs = await readReleasedJobs(chain, { token, from: epoch * week, until: (epoch + 1) * week });
 */
export async function readReleasedJobs(
  chain: Chain,
  { token, from, until }: { token: Address; from: number; until: number },
): Promise<ReleasedJob[]> {
  const logs = await readLogs(chain);
  const events = parseEventLogs({
    abi: jobsAbi,
    logs: logs.filter(({ address }) => address.toLowerCase() === chain.addresses.jobs),
    eventName: ['JobOrdered', 'JobSettled', 'RoyaltyPaid'],
    strict: true,
  });
  const disputed = new Set(
    parseEventLogs({
      abi: disputesAbi,
      logs: logs.filter(({ address }) => address.toLowerCase() === chain.addresses.disputes),
      eventName: 'DisputeOpened',
      strict: true,
    }).map(({ args }) => args.jobId),
  );
  const buyers = new Map<string, Address>();
  const royalties = new Map<string, { account: Address; amount: bigint }[]>();
  const jobs: ReleasedJob[] = [];
  for (const event of events) {
    const { jobId } = event.args;
    if (event.eventName === 'JobOrdered') {
      if (Address.parse(event.args.order.token) === token) buyers.set(jobId, Address.parse(event.args.buyer));
    } else if (event.eventName === 'RoyaltyPaid') {
      const { account, amount } = event.args;
      royalties.set(jobId, [...(royalties.get(jobId) ?? []), { account: Address.parse(account), amount }]);
    } else {
      const buyer = buyers.get(jobId);
      if (buyer === undefined || outcomes[event.args.receipt.outcome] !== 'released') continue;
      const settledAt = await timeOf(chain, event.blockNumber);
      if (settledAt < from || settledAt >= until) continue;

      const payments = event.args.payments.map(unpackPayment);
      jobs.push({
        jobId: Bytes32.parse(jobId),
        buyer,
        fee: sumOf(payments, 'fee'),
        compute: sumOf(payments, 'compute'),
        contributions: [
          ...payments
            .filter(({ role, amount }) => (role === 'data' || role === 'algorithm') && amount > 0n)
            .map(({ account, amount }) => ({ account, amount })),
          ...(royalties.get(jobId) ?? []),
        ],
        disputed: disputed.has(jobId),
        settledAt,
      });
    }
  }
  return jobs;
}

async function readLogs(chain: Chain): Promise<Log[]> {
  const address = [chain.addresses.jobs, chain.addresses.disputes];
  const head = Number(await translated('eth_blockNumber', () => chain.publicClient.getBlockNumber()));
  const logs: Log[] = [];
  for (let first = chain.startBlock; first <= head; first += span) {
    const toBlock = numberToHex(Math.min(first + span - 1, head));
    const found = await translated('eth_getLogs', () =>
      chain.publicClient.request({
        method: 'eth_getLogs',
        params: [{ address, fromBlock: numberToHex(first), toBlock }],
      }),
    );
    logs.push(...found.map((log) => formatLog(log)));
  }
  return logs;
}

async function timeOf(chain: Chain, blockNumber: bigint): Promise<number> {
  const block = await translated('eth_getBlockByNumber', () => chain.publicClient.getBlock({ blockNumber }));
  return Number(block.timestamp);
}

const sumOf = (payments: readonly PackedPayment[], role: PackedPayment['role']) =>
  payments.filter((payment) => payment.role === role).reduce((sum, { amount }) => sum + amount, 0n);
