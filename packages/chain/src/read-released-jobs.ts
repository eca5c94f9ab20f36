import { disputesAbi } from '@atoll/contracts/generated/disputes';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { Address, Bytes32 } from '@atoll/schemas/ids';
import { outcomes } from '@atoll/schemas/job';
import { type Log, parseEventLogs } from 'viem';
import type { Chain } from './chain.ts';
import { type PackedPayment, unpackPayment } from './payments.ts';
import { firstBlockSince } from './read-block-time.ts';
import { readContractLogs } from './read-contract-logs.ts';
import { translated } from './translate.ts';

/** What a released job paid to whom, in the token's smallest unit, as its events tell it. */
export interface ReleasedJob {
  readonly jobId: Bytes32;
  readonly buyer: Address;
  readonly fee: bigint;
  readonly compute: bigint;
  /** Payments for data and algorithm, what parents were paid already taken off, and the royalties of the parents. */
  readonly contributions: readonly Contribution[];
  readonly disputed: boolean;
}

interface Contribution {
  readonly account: Address;
  readonly amount: bigint;
}

/** What is known of jobs in one token before they are settled. */
interface Known {
  readonly buyers: Map<string, Address>;
  readonly royalties: Map<string, Contribution[]>;
  readonly disputed: Set<string>;
}

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
  const { jobs, disputes } = chain.addresses;
  const head = Number(await translated('eth_blockNumber', () => chain.publicClient.getBlockNumber()));
  const first = await firstBlockSince(chain, from, { from: chain.startBlock, to: head });
  const beyond = await firstBlockSince(chain, until, { from: first, to: head });
  const query = { addresses: [jobs, disputes], from: chain.startBlock, to: beyond - 1 };
  const known: Known = { buyers: new Map(), royalties: new Map(), disputed: new Set() };
  const released: ReleasedJob[] = [];
  for await (const logs of readContractLogs(chain, query)) {
    const of = (address: Address) => logs.filter((log) => Address.parse(log.address) === address);
    const opened = parseEventLogs({ abi: disputesAbi, logs: of(disputes), eventName: 'DisputeOpened' });
    for (const { args } of opened) known.disputed.add(args.jobId);
    released.push(...releasedOf(of(jobs), { token, first, known }));
  }
  return released;
}

/** The jobs that these logs settle from a block on; what they tell of others is kept for later ones. */
function releasedOf(
  logs: Log[],
  { token, first, known }: { token: Address; first: number; known: Known },
): ReleasedJob[] {
  const { buyers, royalties, disputed } = known;
  const released: ReleasedJob[] = [];
  const eventName: ('JobOrdered' | 'JobSettled' | 'RoyaltyPaid')[] = [
    'JobOrdered',
    'JobSettled',
    'RoyaltyPaid',
  ];
  for (const event of parseEventLogs({ abi: jobsAbi, logs, eventName })) {
    const { jobId } = event.args;
    if (event.eventName === 'JobOrdered') {
      if (Address.parse(event.args.order.token) === token) buyers.set(jobId, Address.parse(event.args.buyer));
    } else if (event.eventName === 'RoyaltyPaid') {
      const { account, amount } = event.args;
      royalties.set(jobId, [...(royalties.get(jobId) ?? []), { account: Address.parse(account), amount }]);
    } else {
      const buyer = buyers.get(jobId);
      const isReleased = outcomes[event.args.receipt.outcome] === 'released';
      if (buyer === undefined || !isReleased || event.blockNumber < first) continue;
      const payments = event.args.payments.map(unpackPayment);
      released.push({
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
      });
    }
  }
  return released;
}

const sumOf = (payments: readonly PackedPayment[], role: PackedPayment['role']) =>
  payments.filter((payment) => payment.role === role).reduce((sum, { amount }) => sum + amount, 0n);
