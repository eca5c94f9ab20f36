import { type PackedPayment, packPayment } from '@atoll/chain/payments';
import { contracts, deployment } from '../deployment.ts';
import type { HistoryLog } from '../encode-event.ts';
import { events } from '../events.ts';
import { credit } from '../ledger.ts';
import {
  accountOf,
  below,
  chance,
  type MarketJob,
  oneOf,
  relayer,
  remember,
  someWord,
  takeOneOf,
  type World,
  zeroAddress,
  zeroWord,
} from '../world.ts';

/** The outcomes by their numbers in the ABI. */
const outcome = {
  released: 0,
  withheld: 1,
  algorithmFailed: 2,
  providerFailed: 3,
  refused: 4,
  cancelled: 5,
  expired: 6,
};
const unit = 10_000n;
const slashing = { rate: 500n, buyerShare: 5_000n, callerShare: 500n };

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** The payments of an end before royalties and slices, by the rules of `libraries/Split.sol`. */
function paymentsOf(job: MarketJob, how: number, seconds: number): PackedPayment[] {
  const { order, maximum, series } = job;
  const list: PackedPayment[] = [];
  let compute = 0n;
  let algorithm = 0n;
  if (how === outcome.released) {
    compute = order.pricePerSecond * BigInt(seconds);
    algorithm = order.algorithm.price;
    for (const { payee, price } of order.datasets) list.push({ role: 'data', account: payee, amount: price });
  } else if (how === outcome.withheld || how === outcome.algorithmFailed) {
    const cap = (order.failureCap * unit) / (unit + BigInt(order.feeRate));
    compute = least(order.pricePerSecond * BigInt(seconds), cap);
    if (how === outcome.withheld) algorithm = least(order.algorithm.price, cap - compute);
  }
  if (algorithm > 0n) list.push({ role: 'algorithm', account: order.algorithm.payee, amount: algorithm });
  if (compute > 0n) list.push({ role: 'compute', account: order.payout, amount: compute });
  const earned = list.reduce((sum, { amount }) => sum + amount, 0n);
  const fee = (earned * BigInt(order.feeRate)) / unit;
  if (fee > 0n) list.push({ role: 'fee', account: deployment.treasury, amount: fee });
  const passes = how === outcome.released ? 0n : (series?.price ?? 0n);
  const refund = maximum - order.relayFee - earned - fee - passes;
  if (refund > 0n) list.push({ role: 'refund', account: order.buyer, amount: refund });
  if (passes > 0n) list.push({ role: 'pass', account: contracts.accessPass, amount: passes });
  return list;
}

/** Takes the parents' shares out of the payments for derived datasets and credits them. */
function payRoyalties(world: World, job: MarketJob, payments: PackedPayment[]): HistoryLog[] {
  return job.datasets.flatMap((dataset, at) => {
    const gross = payments[at];
    const { parent } = dataset;
    if (parent === undefined || gross?.role !== 'data') return [];
    const amount = (gross.amount * BigInt(parent.derivativeRoyalty)) / unit;
    if (amount === 0n) return [];
    payments[at] = { ...gross, amount: gross.amount - amount };
    const account = accountOf(parent);
    credit(world, job.order.token, account, amount);
    return [events.royaltyPaid({ jobId: job.id, assetId: dataset.id, parentId: parent.id, account, amount })];
  });
}

function giveBackPass(job: MarketJob): HistoryLog[] {
  const { series, order } = job;
  if (series === undefined) return [];
  const holder = series.holders.find(({ account }) => account === order.buyer);
  if (holder === undefined) series.holders.push({ account: order.buyer, units: 1 });
  else holder.units += 1;
  return [
    events.passMoved({
      operator: contracts.jobs,
      from: zeroAddress,
      to: order.buyer,
      id: series.id,
      value: 1n,
    }),
  ];
}

function close(world: World, job: MarketJob, how: number, payments: readonly PackedPayment[]): bigint[] {
  for (const { account, amount } of payments) credit(world, job.order.token, account, amount);
  remember(world, { ...job, payments, outcome: how, rated: false, disputed: false });
  return payments.map(packPayment);
}

function settle(world: World, job: MarketJob, how: number, computeSeconds: number): HistoryLog[] {
  const payments = paymentsOf(job, how, computeSeconds);
  const released = how === outcome.released;
  const royalties = released ? payRoyalties(world, job, payments) : [];
  const words = close(world, job, how, payments);
  const receipt = {
    jobId: job.id,
    outcome: how,
    computeSeconds,
    resultDigest: released ? someWord(world.random) : zeroWord,
    statementDigest: someWord(world.random),
    outputsRoot: released ? someWord(world.random) : zeroWord,
  };
  return [
    ...royalties,
    ...(released ? [] : giveBackPass(job)),
    events.jobSettled({ jobId: job.id, receipt, payments: words }),
  ];
}

/** A slice of the provider's collateral, taken before the end is told. */
function slash(world: World, job: MarketJob, payments: PackedPayment[]): HistoryLog[] {
  const { provider, order, maximum } = job;
  const taken = least((maximum * slashing.rate) / unit, provider.bonded);
  if (taken === 0n) return [];
  provider.bonded -= taken;
  const buyer = (taken * slashing.buyerShare) / unit;
  const caller = (taken * slashing.callerShare) / unit;
  const slices: PackedPayment[] = [
    { role: 'slash', account: order.buyer, amount: buyer },
    { role: 'slash', account: relayer(world), amount: caller },
    { role: 'slash', account: deployment.treasury, amount: taken - buyer - caller },
  ];
  payments.push(...slices.filter(({ amount }) => amount > 0n));
  return [
    events.collateralSlashed({
      provider: provider.account,
      token: order.token,
      jobId: job.id,
      amount: taken,
    }),
  ];
}

function end(world: World, job: MarketJob, how: number): HistoryLog[] {
  const payments = paymentsOf(job, how, job.reported ?? 0);
  const slashed = how === outcome.expired ? slash(world, job, payments) : [];
  const words = close(world, job, how, payments);
  return [
    ...slashed,
    ...giveBackPass(job),
    events.jobEnded({ jobId: job.id, outcome: how, payments: words }),
  ];
}

/** Nobody can be paid for more seconds than have passed since the order. */
function secondsOf(world: World, job: MarketJob): number {
  const allowed = Math.min(world.now - job.orderedAt, job.order.maxSeconds, job.reported ?? Infinity);
  return Math.max(1, Math.floor(allowed * (0.3 + 0.7 * world.random())));
}

/** Ends one of the open jobs in one of the ways in which jobs end; most are released. */
export function endJob(world: World): readonly HistoryLog[] {
  const job = takeOneOf(world, world.open);
  if (job === undefined) return [];
  if (job.orderedAt === world.now) {
    world.open.push(job);
    return [];
  }
  if (job.reported === undefined && world.now > job.order.runBy) return end(world, job, outcome.expired);
  const draw = world.random();
  if (job.reported !== undefined) {
    if (draw < 0.05) return end(world, job, outcome.withheld);
    return settle(world, job, draw < 0.15 ? outcome.withheld : outcome.released, secondsOf(world, job));
  }
  if (draw < 0.02) return end(world, job, outcome.cancelled);
  if (draw < 0.04) return settle(world, job, outcome.refused, 0);
  if (draw < 0.06) return settle(world, job, outcome.providerFailed, 0);
  const how = draw < 0.11 ? outcome.algorithmFailed : outcome.released;
  return settle(world, job, how, secondsOf(world, job));
}

/** A run that is over waits for its owner's review. */
export function reportJob(world: World): readonly HistoryLog[] {
  const job = oneOf(world, world.open);
  if (job === undefined || job.reported !== undefined) return [];
  if (job.orderedAt === world.now || world.now > job.order.runBy) return [];
  job.reported = secondsOf(world, job);
  return [events.jobReported({ jobId: job.id, computeSeconds: job.reported })];
}

/** A buyer rates a provider that was paid, once. */
export function rateJob(world: World): readonly HistoryLog[] {
  const job = oneOf(world, world.ended);
  if (job === undefined || job.rated || job.outcome > outcome.algorithmFailed) return [];
  const paid = job.payments
    .filter(({ role }) => role === 'data' || role === 'algorithm' || role === 'compute')
    .reduce((sum, { amount }) => sum + amount, 0n);
  if (paid === 0n) return [];
  job.rated = true;
  return [
    events.rated({
      jobId: job.id,
      buyer: job.order.buyer,
      provider: job.order.provider,
      score: chance(world, 0.7) ? 5 : 1 + below(world, 5),
      paid,
      comment: zeroWord,
    }),
  ];
}
