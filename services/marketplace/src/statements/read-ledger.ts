import { Address, type Bytes32 } from '@atoll/schemas/ids';
import type { Listed } from '@atoll/schemas/indexer/resources';
import { inParts } from '@atoll/sdk/indexer/in-parts';
import type { IndexerClient } from '@atoll/sdk/indexer/open-indexer';
import { type Announcement, announcing } from './classify.ts';
import { StatementTooLong } from './errors.ts';
import type { Period } from './period.ts';

/** What an indexer tells of an account's credit in a period. */
export interface LedgerReading {
  readonly payments: readonly Listed<'payments'>[];
  /** Deposits to the account, its withdrawals, its transfers to others. */
  readonly moves: readonly Listed<'creditMoves'>[];
  /** Transfers of others to the account. */
  readonly received: readonly Listed<'creditMoves'>[];
  /** Fees of the jobs that paid the account, and of sending their orders. */
  readonly fees: readonly Listed<'payments'>[];
  /** Transaction of each event, by its place. */
  readonly transactions: ReadonlyMap<string, Bytes32>;
  readonly announcements: readonly Announcement[];
  /** Acts that the account signed and somebody carried out, by transaction. */
  readonly acts: readonly RelayedAct[];
}

export interface RelayedAct {
  readonly transaction: Bytes32;
  readonly relayer: Address;
  readonly feeToken: Address;
  readonly fee: bigint;
}

export const placeText = (at: { blockNumber: number; logIndex: number }): string =>
  `${at.blockNumber}/${at.logIndex}`;

const topicOf = (account: Address): `0x${string}` => `0x${'0'.repeat(24)}${account.slice(2)}`;

const jobEvents = ['jobs.JobSettled', 'jobs.JobEnded', 'jobs.RoyaltyPaid', 'jobs.OrderRelayed'];
const moveEvents = ['jobs.Deposited', 'jobs.CreditTransferred', 'jobs.Withdrawn'];

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/**
 * Everything that moved an account's credit in a period, up to a block.
 *
 * @param input.token only this token
 * @throws StatementTooLong above `most` lines; what the indexer's client throws
 */
export async function readLedger(
  indexer: IndexerClient,
  input: {
    account: Address;
    period: Period;
    token: Address | undefined;
    upTo: number;
    most: number;
    format: 'json' | 'csv' | 'pdf';
  },
): Promise<LedgerReading> {
  const { account, period, upTo } = input;
  const only = input.token === undefined ? {} : { token: input.token };
  const common = { ...only, blockNumberTo: upTo, sort: 'block', limit: 100 } as const;
  const moved = { ...common, movedAtFrom: period.first, movedAtTo: period.last } as const;
  let lines = 0;
  const counted = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
    const found: T[] = [];
    for await (const item of items) {
      lines += 1;
      if (lines > input.most) throw new StatementTooLong(input);
      found.push(item);
    }
    return found;
  };
  const [payments, moves, received] = await Promise.all([
    counted(indexer.payments.every({ ...common, account, paidAtFrom: period.first, paidAtTo: period.last })),
    counted(indexer.creditMoves.every({ ...moved, account })),
    counted(indexer.creditMoves.every({ ...moved, counterparty: account, kind: 'transferred' })),
  ]);
  const jobs = [...new Set(payments.map(({ jobId }) => jobId))];
  const fees = await inParts(jobs, (jobId) =>
    all(indexer.payments.every({ jobId, role: ['fee', 'relay'], blockNumberTo: upTo, limit: 100 })),
  );
  const told = await readTransactions(indexer, {
    ...input,
    jobs,
    hasMoves: moves.length + received.length > 0,
  });
  const announcements = await readAnnouncements(indexer, received, told.transactions);
  return { payments, moves, received, fees, ...told, announcements };
}

async function readTransactions(
  indexer: IndexerClient,
  input: { account: Address; period: Period; upTo: number; jobs: readonly Bytes32[]; hasMoves: boolean },
): Promise<Pick<LedgerReading, 'transactions' | 'acts'>> {
  const { account, period, upTo } = input;
  const when = {
    blockTimestampFrom: period.first,
    blockTimestampTo: period.last,
    blockNumberTo: upTo,
  } as const;
  const topic = topicOf(account);
  const [ofJobs, asFirst, asSecond, executed] = await Promise.all([
    inParts(input.jobs, (topic1) =>
      all(indexer.logs.every({ ...when, topic1, event: jobEvents, limit: 100 })),
    ),
    input.hasMoves ? all(indexer.logs.every({ ...when, topic1: topic, event: moveEvents, limit: 100 })) : [],
    input.hasMoves ? all(indexer.logs.every({ ...when, topic2: topic, event: moveEvents, limit: 100 })) : [],
    input.hasMoves
      ? all(indexer.logs.every({ ...when, topic2: topic, event: 'relay.ActExecuted', limit: 100 }))
      : [],
  ]);
  const transactions = new Map(
    [...ofJobs, ...asFirst, ...asSecond].map((log) => [placeText(log), log.transactionHash]),
  );
  const acts = executed.flatMap((log): RelayedAct[] => {
    const { relayer, feeToken, fee } = log.arguments ?? {};
    const [by, token] = [Address.safeParse(relayer), Address.safeParse(feeToken)];
    if (!by.success || !token.success || typeof fee !== 'string') return [];
    return [{ transaction: log.transactionHash, relayer: by.data, feeToken: token.data, fee: BigInt(fee) }];
  });
  return { transactions, acts };
}

async function readAnnouncements(
  indexer: IndexerClient,
  received: readonly Listed<'creditMoves'>[],
  transactions: ReadonlyMap<string, Bytes32>,
): Promise<Announcement[]> {
  const hashes = new Set(
    received.flatMap((move) => {
      const hash = transactions.get(placeText(move));
      return hash === undefined ? [] : [hash];
    }),
  );
  const logs = await inParts([...hashes], (transactionHash) =>
    all(indexer.logs.every({ transactionHash, event: announcing, limit: 100 })),
  );
  return logs.map((log) => ({
    blockNumber: log.blockNumber,
    logIndex: log.logIndex,
    transaction: log.transactionHash,
    emitter: log.address,
    event: log.event ?? '',
    words: log.arguments ?? {},
  }));
}
