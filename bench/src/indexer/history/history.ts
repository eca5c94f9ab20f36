import { deployment, genesisTime } from './deployment.ts';
import type { HistoryLog } from './encode-event.ts';
import { events } from './events.ts';
import type { Act } from './acts/act.ts';
import {
  approveAlgorithm,
  changeState,
  changeTerms,
  editAsset,
  publishAlgorithm,
  publishDataset,
  publishDerived,
  revokeAlgorithm,
  sellDataset,
} from './acts/assets.ts';
import { closeChannel, openChannel, redeemVoucher, topUpChannel } from './acts/channels.ts';
import {
  awardBounty,
  claimReward,
  closeBounty,
  createShares,
  execute,
  grantVotes,
  openBounty,
  propose,
  proposeEpoch,
  submitToBounty,
  vote,
} from './acts/community.ts';
import { answerDispute, endDispute, openDispute } from './acts/disputes.ts';
import { endJob, rateJob, reportJob } from './acts/end-job.ts';
import { depositCredit, sendCredit, withdrawCredit } from './acts/money.ts';
import { orderJob } from './acts/order-job.ts';
import { buyPasses, openSeries } from './acts/passes.ts';
import { changeProvider, registerProvider } from './acts/providers.ts';
import { feeRate, mostOpen, openWorld, type World } from './world.ts';

export interface HistoryParameters {
  /** Logs of the deployment's contracts, exactly. */
  readonly events: number;
  readonly blocks: number;
  readonly seed: number;
  /** Seconds between two blocks. */
  readonly blockTime: number;
}

export interface HistoryBlock {
  readonly timestamp: number;
  /** What was done, each in a transaction or a part of one that nothing tears apart. */
  readonly acts: readonly (readonly HistoryLog[])[];
}

/** How often each act is tried, in relation to the others; ordering and ending jobs takes about as much as all of them. */
const weights: readonly (readonly [Act, number])[] = [
  [orderJob, 100],
  [endJob, 100],
  [reportJob, 18],
  [rateJob, 8],
  [depositCredit, 8],
  [withdrawCredit, 12],
  [sendCredit, 3],
  [publishDataset, 2.5],
  [publishAlgorithm, 1.5],
  [publishDerived, 0.3],
  [editAsset, 1.5],
  [changeTerms, 1],
  [changeState, 0.6],
  [sellDataset, 0.2],
  [approveAlgorithm, 24],
  [revokeAlgorithm, 0.4],
  [registerProvider, 0.3],
  [changeProvider, 1],
  [openSeries, 0.3],
  [buyPasses, 4],
  [openDispute, 0.8],
  [answerDispute, 0.5],
  [endDispute, 0.7],
  [openChannel, 0.4],
  [topUpChannel, 0.3],
  [redeemVoucher, 3],
  [closeChannel, 0.3],
  [openBounty, 0.2],
  [submitToBounty, 0.6],
  [awardBounty, 0.2],
  [closeBounty, 0.1],
  [proposeEpoch, 0.1],
  [claimReward, 1],
  [grantVotes, 0.3],
  [propose, 0.1],
  [vote, 0.8],
  [execute, 0.1],
  [createShares, 0.05],
];

const total = weights.reduce((sum, [, weight]) => sum + weight, 0);

function draw(world: World): Act {
  let at = world.random() * total;
  for (const [act, weight] of weights) {
    at -= weight;
    if (at < 0) return act;
  }
  return depositCredit;
}

/** The market's parameters and its first providers, datasets and algorithms. */
function founding(world: World): (readonly HistoryLog[])[] {
  const parameters = [
    events.feeRateChanged({ feeRate }),
    events.treasuryChanged({ treasury: deployment.treasury }),
    ...deployment.tokens.map(({ address }) =>
      events.tokenAcceptanceChanged({ token: address, accepted: true }),
    ),
  ];
  const acts: Act[] = [
    ...Array<Act>(5).fill(registerProvider),
    ...Array<Act>(20).fill(publishDataset),
    ...Array<Act>(8).fill(publishAlgorithm),
    ...Array<Act>(60).fill(approveAlgorithm),
  ];
  return [parameters, ...acts.map((act) => act(world))].filter((logs) => logs.length > 0);
}

/** An act that leaves no more than `room` logs of the deployment; one that is of a single log where little room is left. */
function next(world: World, room: number): readonly HistoryLog[] {
  if (room < mostOfAnAct) return depositCredit(world);
  for (;;) {
    const drawn = draw(world);
    const act = drawn === orderJob && world.open.length >= mostOpen ? endJob : drawn;
    const logs = act(world);
    if (logs.length > 0) return logs;
  }
}

/** No act writes more logs. */
const mostOfAnAct = 16;

const ownAddresses: ReadonlySet<string> = new Set(Object.values(deployment.contracts));

/** Logs of the deployment's contracts; those of share tokens are beside the count. */
export const countOf = (logs: readonly HistoryLog[]): number =>
  logs.reduce((sum, { address }) => sum + (ownAddresses.has(address) ? 1 : 0), 0);

/**
 * A market's history, block by block: assets are published before they are ordered, orders are paid out as the contracts would,
 * credits and collateral never fall below zero. The same parameters give the same history.
 *
 * @example
 * for (const { timestamp, acts } of history({ events: 200_000, blocks: 2_000, seed: 1, blockTime: 12 })) …
 */
export function* history(parameters: HistoryParameters): Generator<HistoryBlock, void, undefined> {
  const { blocks, seed, blockTime } = parameters;
  const accounts = Math.min(50_000, Math.max(50, Math.round(parameters.events / 40)));
  const world = openWorld({ seed, accounts, now: genesisTime + blockTime });
  let written = 0;
  for (let block = 1; block <= blocks; block++) {
    world.now = genesisTime + block * blockTime;
    const acts = block === 1 ? founding(world) : [];
    for (const logs of acts) written += countOf(logs);
    const until = Math.round((parameters.events * block) / blocks);
    while (written < until) {
      const logs = next(world, parameters.events - written);
      acts.push(logs);
      written += countOf(logs);
    }
    yield { timestamp: world.now, acts };
  }
  if (written !== parameters.events) throw new RangeError(`${parameters.events} events are too few`);
}
