import { disputeActions } from '@atoll/indexer/testing/dispute-actions';
import { day, orderRun, pass, type Story } from './cast.ts';

/** A run that its buyer rates and contests, until it is ruled on or the arbiter kept silent for too long. */
export const disputes: Story = async function* disputes(cast) {
  const { market, pair, random } = cast;
  const actions = disputeActions(market);
  const order = await orderRun(cast, pair);
  const jobId = market.jobIdOf(order);
  await pass(cast, 60);
  await market.settle(order, 'released', 50);
  await actions.rate(order, 1 + random(5));
  yield;
  await actions.dispute(order);
  yield;
  if (random(2) === 0) await actions.answer('operator', jobId);
  yield;
  const end = random(4);
  if (end === 1) return actions.rule('stranger', jobId, BigInt(1 + random(400)), false);
  if (end > 1) return actions.rule('stranger', jobId, 0n, end === 2);
  await pass(cast, 5 * day + 10);
  return actions.lapse(jobId);
};
