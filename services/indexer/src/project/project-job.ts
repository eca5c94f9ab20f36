import { type Address, type Bytes32 } from '@atoll/schemas/ids';
import { attributed, type ChainPayment } from '@atoll/chain/payments';
import { orderFromWire, orderToWire } from '@atoll/schemas/order';
import { type PlacedEvent } from '../decode/market-event.ts';
import { type Row } from './tables.ts';
import { type WorkingSet } from './working-set.ts';

export type JobEvent = Extract<
  PlacedEvent,
  {
    name:
      | 'JobOrdered'
      | 'OrderRelayed'
      | 'JobReported'
      | 'JobSettled'
      | 'JobEnded'
      | 'RoyaltyPaid'
      | 'Deposited'
      | 'CreditTransferred'
      | 'Withdrawn';
  }
>;

const nothing = { credited: 0n, withdrawn: 0n, spent: 0n };

function changeBalance(
  rows: WorkingSet,
  key: { token: Address; account: Address },
  change: (before: typeof nothing) => Partial<typeof nothing>,
): void {
  const before = rows.get('balances', key) ?? { ...key, ...nothing };
  rows.put('balances', { ...before, ...change(before) });
}

/** What an order takes from its buyer's credit: all that passes do not pay, or nothing. No event tells it; the rule does (`Jobs._order`). */
export function takenFromCredit(before: typeof nothing, maximum: bigint): bigint {
  const credit = before.credited - before.withdrawn - before.spent;
  return credit >= maximum ? maximum : 0n;
}

function order(rows: WorkingSet, event: Extract<JobEvent, { name: 'JobOrdered' }>): void {
  const { jobId: job_id, buyer, provider, maximum } = event;
  const { token } = event.order;
  rows.put('jobs', {
    job_id,
    state: 'open',
    outcome: null,
    buyer,
    provider,
    token,
    maximum,
    order_body: orderToWire(event.order),
    compute_seconds: null,
    result_digest: null,
    statement_digest: null,
    ordered_at: event.blockTimestamp,
    ordered_in: event.transactionHash,
    ordered_block: event.blockNumber,
    ordered_log: event.logIndex,
    ended_at: null,
    ended_in: null,
  });
  for (const { assetId: dataset } of event.order.datasets) {
    const { blockNumber: block_number, logIndex: log_index } = event;
    rows.put('job_datasets', { dataset, job_id, block_number, log_index });
  }
  const { prepaid } = event;
  changeBalance(rows, { token, account: buyer }, (before) => ({
    spent: before.spent + takenFromCredit(before, maximum - prepaid.amount),
  }));
  if (prepaid.amount === 0n) return;
  changeBalance(rows, { token, account: prepaid.account }, (before) => ({
    spent: before.spent + prepaid.amount,
  }));
}

function pay(
  rows: WorkingSet,
  event: PlacedEvent,
  job: { job_id: Bytes32; token: Address },
  credits: readonly ChainPayment[],
): void {
  for (const [position, { role, account, assetId: asset_id, amount }] of credits.entries()) {
    rows.put('payments', {
      block_number: event.blockNumber,
      log_index: event.logIndex,
      position,
      job_id: job.job_id,
      token: job.token,
      role,
      account,
      asset_id,
      amount,
      paid_at: event.blockTimestamp,
    });
    changeBalance(rows, { token: job.token, account }, (before) => ({ credited: before.credited + amount }));
  }
}

/** Digests of zeros stand for "none" in a receipt. */
const some = (digest: Bytes32): Bytes32 | null => (/^0x0+$/.test(digest) ? null : digest);

function end(
  rows: WorkingSet,
  job: Row<'jobs'>,
  event: Extract<JobEvent, { name: 'JobSettled' | 'JobEnded' }>,
): void {
  rows.put('jobs', {
    ...job,
    state: 'ended',
    outcome: event.outcome,
    ended_at: event.blockTimestamp,
    ended_in: event.transactionHash,
    ...(event.name === 'JobSettled' && {
      compute_seconds: event.computeSeconds,
      result_digest: some(event.resultDigest),
      statement_digest: some(event.statementDigest),
    }),
  });
  pay(rows, event, job, attributed(event.payments, orderFromWire(job.order_body)));
}

/** Applies what moves credit outside of jobs. */
function move(
  rows: WorkingSet,
  event: Extract<JobEvent, { name: 'Withdrawn' | 'Deposited' | 'CreditTransferred' }>,
): void {
  const { token, amount } = event;
  const credit = (account: Address) =>
    changeBalance(rows, { token, account }, (before) => ({ credited: before.credited + amount }));
  switch (event.name) {
    case 'Withdrawn':
      changeBalance(rows, { token, account: event.account }, (before) => ({
        withdrawn: before.withdrawn + amount,
      }));
      return;
    case 'Deposited':
      credit(event.account);
      return;
    case 'CreditTransferred':
      changeBalance(rows, { token, account: event.from }, (before) => ({ spent: before.spent + amount }));
      credit(event.to);
  }
}

/** Applies an event of the escrow; false where it speaks of a job that was never ordered. */
export function projectJob(rows: WorkingSet, event: JobEvent): boolean {
  if (event.name === 'JobOrdered') {
    order(rows, event);
    return true;
  }
  if (event.name === 'Withdrawn' || event.name === 'Deposited' || event.name === 'CreditTransferred') {
    move(rows, event);
    return true;
  }
  const job = rows.get('jobs', { job_id: event.jobId });
  if (job === undefined) return false;
  switch (event.name) {
    case 'OrderRelayed':
      pay(rows, event, job, [{ role: 'relay', account: event.relayer, assetId: 0n, amount: event.fee }]);
      return true;
    case 'RoyaltyPaid': {
      const { account, amount, parentId } = event;
      pay(rows, event, job, [{ role: 'royalty', account, assetId: parentId, amount }]);
      return true;
    }
    case 'JobReported':
      rows.put('jobs', { ...job, state: 'reported', compute_seconds: event.computeSeconds });
      return true;
    case 'JobSettled':
    case 'JobEnded':
      end(rows, job, event);
      return true;
  }
}
