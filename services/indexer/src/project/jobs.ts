import { prepaidOf } from '@atoll/chain/maximum-of';
import { attributed, type ChainPayment } from '@atoll/chain/payments';
import type { Address, Bytes32 } from '@atoll/schemas/ids';
import type { EventOf } from '../decode/market-event.ts';
import { changeBalance, credit, type Credit, spend } from './credit.ts';
import type { Projection, Step } from './projection.ts';
import type { StateRow } from './tables.ts';
import type { WorkingSet } from './working-set.ts';

type Ordered = EventOf<'jobs.JobOrdered'>;
type Ended = EventOf<'jobs.JobSettled' | 'jobs.JobEnded'>;

/** What an order takes from its buyer's credit: all that passes do not pay, or nothing. No event tells it; the rule does (`Jobs._order`). */
export function takenFromCredit(before: Credit, maximum: bigint): bigint {
  const held = before.credited - before.withdrawn - before.spent;
  return held >= maximum ? maximum : 0n;
}

/** Roles whose payment is no cost of the job: what comes back to the buyer, and what comes out of the provider's collateral. */
const free: ReadonlySet<string> = new Set(['refund', 'pass', 'slash']);

/**
 * Whether an order is of the provider's own: such a job's rating does not count. It is asked as of the order, where the provider could
 * not name somebody else's account without breaking the quote; later it could, to be rid of a rating.
 */
function isOwnOrder(rows: WorkingSet, { buyer, provider, order: { payout } }: Ordered): boolean {
  if (buyer === provider || buyer === payout) return true;
  return rows.get('providers', { provider })?.operator === buyer;
}

function order(rows: WorkingSet, event: Ordered, accessPass: Address): void {
  const { jobId: job_id, buyer, provider, maximum } = event;
  const { token, datasets, algorithm, environment } = event.order;
  const job: StateRow<'jobs'> = {
    job_id,
    state: 'open',
    outcome: null,
    ...{ buyer, provider, environment, token, maximum },
    algorithm: algorithm.assetId,
    datasets: datasets.map(({ assetId }) => assetId),
    price_per_second: event.order.pricePerSecond,
    max_seconds: event.order.maxSeconds,
    run_by: event.order.runBy,
    review_by: event.order.reviewBy,
    settle_by: event.order.settleBy,
    compute_seconds: null,
    paid: 0n,
    own_order: isOwnOrder(rows, event),
    result_digest: null,
    statement_digest: null,
    ordered_at: event.blockTimestamp,
    ordered_in: event.transactionHash,
    ordered_block: event.blockNumber,
    ordered_log: event.logIndex,
    reported_seconds: null,
    reported_at: null,
    reported_block: null,
    reported_log: null,
    ended_at: null,
    ended_in: null,
    ended_block: null,
    ended_log: null,
  };
  rows.put('jobs', job);
  const { blockNumber: block_number, logIndex: log_index } = event;
  datasets.forEach(({ assetId: dataset }, position) => {
    rows.append('job_datasets', { block_number, log_index, position, dataset, job_id });
  });
  const prepaid = prepaidOf(event.order);
  changeBalance(rows, { token, account: buyer }, 'spent', (before) =>
    takenFromCredit(before, maximum - prepaid),
  );
  if (prepaid > 0n) spend(rows, { token, account: accessPass }, prepaid);
}

/** Credits accounts for a job; gives what of it the buyer paid for. */
function pay(
  rows: WorkingSet,
  event: { blockNumber: number; logIndex: number; blockTimestamp: number },
  job: Pick<StateRow<'jobs'>, 'job_id' | 'token'>,
  credits: readonly ChainPayment[],
): bigint {
  const { job_id, token } = job;
  const { blockNumber: block_number, logIndex: log_index, blockTimestamp: paid_at } = event;
  let paid = 0n;
  credits.forEach(({ role, account, assetId: asset_id, amount }, position) => {
    // Written out: the rows of which there are most, and objects that are put together of others take six times as much memory.
    rows.append('payments', {
      block_number,
      log_index,
      position,
      job_id,
      token,
      role,
      account,
      asset_id,
      amount,
      paid_at,
    });
    credit(rows, { token, account }, amount);
    if (!free.has(role)) paid += amount;
  });
  return paid;
}

/** Digests of zeros stand for "none" in a receipt. */
const none = `0x${'0'.repeat(64)}`;
const some = (digest: Bytes32): Bytes32 | null => (digest === none ? null : digest);

function end(rows: WorkingSet, job: StateRow<'jobs'>, event: Ended): void {
  const credits = attributed(event.payments, {
    datasets: job.datasets.map((assetId) => ({ assetId })),
    algorithm: { assetId: job.algorithm },
  });
  const receipt = event.name === 'jobs.JobSettled' ? event.receipt : undefined;
  const ended: StateRow<'jobs'> = {
    ...job,
    state: 'ended',
    outcome: event.name === 'jobs.JobSettled' ? event.receipt.outcome : event.outcome,
    paid: job.paid + pay(rows, event, job, credits),
    ended_at: event.blockTimestamp,
    ended_in: event.transactionHash,
    ended_block: event.blockNumber,
    ended_log: event.logIndex,
    ...(receipt !== undefined && {
      compute_seconds: receipt.computeSeconds,
      result_digest: some(receipt.resultDigest),
      statement_digest: some(receipt.statementDigest),
    }),
  };
  rows.put('jobs', ended);
}

/** A step of a job that was ordered before. */
function ofJob<Event extends { readonly jobId: Bytes32 }>(
  accountsOf: (event: Event) => readonly Address[],
  change: (rows: WorkingSet, job: StateRow<'jobs'>, event: Event) => void,
): Step<Event> {
  return {
    readsFirst: (event, read) => read('jobs', { job_id: event.jobId }),
    reads: (event, read, jobOf) => {
      const token = jobOf(event.jobId)?.token;
      if (token === undefined) return;
      for (const account of accountsOf(event)) read('balances', { token, account });
    },
    apply: (rows, event) => {
      const job = rows.get('jobs', { job_id: event.jobId });
      if (job === undefined) return false;
      change(rows, job, event);
      return true;
    },
  };
}

const ending: Step<Ended> = ofJob((event) => event.payments.map(({ account }) => account), end);

/**
 * Orders, what became of them and whom they paid.
 * @param accessPass the contract out of whose credit passes are paid
 */
export const jobProjection = (accessPass: Address): Projection => ({
  'jobs.JobOrdered': {
    reads: (event, read) => {
      const { token } = event.order;
      read('providers', { provider: event.provider });
      read('balances', { token, account: event.buyer });
      if (prepaidOf(event.order) > 0n) read('balances', { token, account: accessPass });
    },
    apply: (rows, event) => {
      order(rows, event, accessPass);
      return true;
    },
  },
  'jobs.OrderRelayed': ofJob(
    (event) => [event.relayer],
    (rows, job, event) => {
      const fee = { role: 'relay', account: event.relayer, assetId: 0n, amount: event.fee } as const;
      rows.put('jobs', { ...job, paid: job.paid + pay(rows, event, job, [fee]) });
    },
  ),
  'jobs.RoyaltyPaid': ofJob(
    (event) => [event.account],
    (rows, job, event) => {
      const { account, amount, parentId: assetId } = event;
      const royalty = { role: 'royalty', account, assetId, amount } as const;
      rows.put('jobs', { ...job, paid: job.paid + pay(rows, event, job, [royalty]) });
    },
  ),
  'jobs.JobReported': ofJob(
    () => [],
    (rows, job, event) => {
      const reported: StateRow<'jobs'> = {
        ...job,
        state: 'reported',
        compute_seconds: event.computeSeconds,
        reported_seconds: event.computeSeconds,
        reported_at: event.blockTimestamp,
        reported_block: event.blockNumber,
        reported_log: event.logIndex,
      };
      rows.put('jobs', reported);
    },
  ),
  'jobs.JobSettled': ending,
  'jobs.JobEnded': ending,
});
