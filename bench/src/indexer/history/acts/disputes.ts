import { contracts, deployment } from '../deployment.ts';
import type { HistoryLog } from '../encode-event.ts';
import { events } from '../events.ts';
import { collect, pay } from '../ledger.ts';
import { chance, type OpenDispute, oneOf, someWord, takeOneOf, type World } from '../world.ts';

/** A buyer who paid for a run puts up a bond, and collateral is frozen. */
export function openDispute(world: World): readonly HistoryLog[] {
  const job = oneOf(world, world.ended);
  if (job === undefined || job.disputed || job.outcome > 2) return [];
  const { provider, order, maximum } = job;
  const frozen = maximum < provider.bonded ? maximum : provider.bonded;
  if (frozen === 0n) return [];
  job.disputed = true;
  const bond = maximum / 20n;
  provider.bonded -= frozen;
  world.disputes.push({ job, bond, frozen });
  const ids = { jobId: job.id, provider: provider.account, token: order.token };
  return [
    events.collateralFrozen({ ...ids, amount: frozen }),
    events.disputeOpened({
      ...ids,
      buyer: order.buyer,
      bond,
      frozen,
      arbiter: deployment.arbiter,
      ruleBy: world.now + 14 * 86_400,
      evidence: someWord(world.random),
    }),
    collect(world, order.token, contracts.disputes, bond),
  ];
}

export function answerDispute(world: World): readonly HistoryLog[] {
  const dispute = oneOf(world, world.disputes);
  if (dispute === undefined) return [];
  const { job } = dispute;
  return [
    events.disputeAnswered({ jobId: job.id, by: job.provider.account, evidence: someWord(world.random) }),
  ];
}

function slash(world: World, { job, frozen }: OpenDispute): readonly HistoryLog[] {
  const { provider, order } = job;
  const { token } = order;
  const slashed = frozen / 2n;
  provider.bonded += frozen - slashed;
  const ids = { provider: provider.account, token, jobId: job.id };
  const toBuyer = slashed / 2n;
  return [
    events.collateralUnfrozen({ ...ids, amount: frozen - slashed }),
    events.collateralSlashed({ ...ids, amount: slashed }),
    collect(world, token, contracts.disputes, slashed),
    events.disputePaid({ jobId: job.id, toBuyer, toTreasury: slashed - toBuyer }),
    ...pay(world, token, contracts.disputes, order.buyer, toBuyer),
    ...pay(world, token, contracts.disputes, deployment.treasury, slashed - toBuyer),
  ];
}

function unfreeze({ job, frozen }: OpenDispute): HistoryLog {
  job.provider.bonded += frozen;
  return events.collateralUnfrozen({
    provider: job.provider.account,
    token: job.order.token,
    jobId: job.id,
    amount: frozen,
  });
}

/** The arbiter rules for the buyer, or for the provider, or stays silent past the time-out. */
export function endDispute(world: World): readonly HistoryLog[] {
  const dispute = takeOneOf(world, world.disputes);
  if (dispute === undefined) return [];
  const { job, bond, frozen } = dispute;
  const { token, buyer, payout } = job.order;
  const jobId = job.id;
  if (chance(world, 0.5) && frozen > 3n) {
    return [
      events.disputeRuled({ jobId, slashed: frozen / 2n, bondForfeited: false }),
      ...pay(world, token, contracts.disputes, buyer, bond),
      ...slash(world, dispute),
    ];
  }
  const forfeited = chance(world, 0.7);
  return [
    forfeited
      ? events.disputeRuled({ jobId, slashed: 0n, bondForfeited: true })
      : events.disputeLapsed({ jobId }),
    ...pay(world, token, contracts.disputes, forfeited ? payout : buyer, bond),
    unfreeze(dispute),
  ];
}
