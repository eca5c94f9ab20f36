import { type Market, dollars, fund } from '@atoll/contracts/testing/market';
import type { PrivateKeyAccount } from 'viem';
import { approveExactly } from '../gas/allowance.ts';
import { openMany } from '../gas/batch.ts';
import type { Deployment } from '../gas/deployment.ts';
import type { Report } from '../report.ts';
import { type Ocean, deployOcean } from './deploy.ts';
import { claimManyOcean, claimOcean, lockOcean, openEscrow, submitLocks } from './escrow.ts';
import { buyAndOrderOcean } from './order.ts';
import { type OceanAsset, publishOcean } from './publish.ts';

export type OceanFigures = {
  deployment: Deployment;
  publish: { first: number; further: number };
  /** With the exact allowance that the peer's client gives before each order. */
  buyAndOrder: { first: number; again: number };
  escrow: { first: number; repeat: number };
  run: {
    first: number;
    repeat: number;
    /** A repeat run of a buyer who has allowed each datatoken any amount. */
    standingAllowance: number;
  };
  /** A repeat run while so many locks of the same node are open. */
  withOpenLocks: ReadonlyMap<number, number>;
  tenClaims: TenClaims;
  /** Ten repeat runs of which only the claims are sent together. */
  tenRuns: number;
};
type TenClaims = { locks: number; together: number; apart: number };

type Stage = {
  ocean: Ocean;
  buyer: PrivateKeyAccount;
  node: PrivateKeyAccount;
  dataset: OceanAsset;
  algorithm: OceanAsset;
  /** Each lock has a number of its own. */
  nextJob: () => bigint;
};

/** Runs the peer's whole flow on the market's chain and returns what each step costs. */
export async function measureOcean(
  market: Market,
  report: Report,
  openLocks: readonly number[],
): Promise<OceanFigures> {
  report.progress('peer: deploying and publishing');
  const ocean = await deployOcean(market);
  const [owner, author, buyer, node] = await Promise.all([
    market.newAccount(),
    market.newAccount(),
    market.newAccount(),
    market.newAccount(),
  ]);
  const dataset = await publishOcean(ocean, owner, dollars(10));
  const further = await publishOcean(ocean, owner, dollars(10));
  const algorithm = await publishOcean(ocean, author, dollars(5));
  await fund(market, buyer, ocean.owner.address, dollars(10_000_000));
  let job = 0n;
  const stage = { ocean, buyer, node, dataset, algorithm, nextJob: () => (job += 1n) };

  report.progress('peer: paid runs');
  const firstOrder = await orderExactly(stage, dataset, dollars(10));
  const firstAlgorithm = await orderExactly(stage, algorithm, dollars(5));
  const approval = await approveExactly(market, buyer, ocean.escrow, dollars(1_000_000));
  const firstEscrow = approval + (await openEscrow(ocean, buyer, node)) + (await escrowCycle(stage));
  const againOrder = await orderExactly(stage, dataset, dollars(10));
  const againAlgorithm = await orderExactly(stage, algorithm, dollars(5));
  const repeatEscrow = await escrowCycle(stage);

  for (const asset of [dataset, algorithm]) {
    await approveExactly(market, buyer, asset.datatoken, dollars(1_000_000));
  }
  const standingOrders = await orderBoth(stage);
  const withOpenLocks = new Map<number, number>();
  let open = 0;
  for (const wanted of openLocks) {
    await openLocksUntil(stage, report, wanted - open);
    open = wanted;
    withOpenLocks.set(wanted, againOrder + againAlgorithm + (await escrowCycle(stage)));
  }
  const ten = await tenClaims(market, report);
  return {
    deployment: ocean.deployment,
    publish: { first: dataset.gas, further: further.gas },
    buyAndOrder: { first: firstOrder, again: againOrder },
    escrow: { first: firstEscrow, repeat: repeatEscrow },
    run: {
      first: firstOrder + firstAlgorithm + firstEscrow,
      repeat: againOrder + againAlgorithm + repeatEscrow,
      standingAllowance: standingOrders + repeatEscrow,
    },
    withOpenLocks,
    tenClaims: ten,
    tenRuns: 10 * (againOrder + againAlgorithm) + ten.locks + ten.together,
  };
}

async function orderExactly(stage: Stage, asset: OceanAsset, price: bigint): Promise<number> {
  const { ocean, buyer, node } = stage;
  // the peer's exchange takes its fee of 0.1 % on top
  const approval = await approveExactly(ocean.market, buyer, asset.datatoken, (price * 1_001n) / 1_000n);
  return approval + (await buyAndOrderOcean(ocean, buyer, node, asset));
}

async function orderBoth({ ocean, buyer, node, dataset, algorithm }: Stage): Promise<number> {
  const data = await buyAndOrderOcean(ocean, buyer, node, dataset);
  return data + (await buyAndOrderOcean(ocean, buyer, node, algorithm));
}

async function escrowCycle({ ocean, buyer, node, nextJob }: Stage): Promise<number> {
  const job = nextJob();
  const lock = await lockOcean(ocean, buyer, node, job);
  return lock + (await claimOcean(ocean, buyer, node, job));
}

async function openLocksUntil(stage: Stage, report: Report, count: number): Promise<void> {
  if (count === 0) return;
  await openMany(stage.ocean.market, report, {
    count,
    what: 'locks at one node of the peer',
    submit: async (size) => {
      const jobs = Array.from({ length: size }, () => stage.nextJob());
      return submitLocks(stage.ocean, stage.buyer, stage.node, jobs);
    },
  });
}

/** On an escrow of its own, so that no other lock is open. */
async function tenClaims(market: Market, report: Report): Promise<TenClaims> {
  report.progress('peer: ten claims, together and apart');
  const ocean = await deployOcean(market);
  const [buyer, node] = await Promise.all([market.newAccount(), market.newAccount()]);
  await fund(market, buyer, ocean.escrow, dollars(10_000_000));
  await openEscrow(ocean, buyer, node);
  await lockOcean(ocean, buyer, node, 1n);
  await claimOcean(ocean, buyer, node, 1n);
  const jobs = Array.from({ length: 10 }, (_, index) => BigInt(index + 2));
  let locks = 0;
  for (const job of jobs) locks += await lockOcean(ocean, buyer, node, job);
  const together = await claimManyOcean(ocean, buyer, node, jobs);
  let apart = 0;
  for (const job of jobs) await lockOcean(ocean, buyer, node, job + 100n);
  for (const job of jobs) apart += await claimOcean(ocean, buyer, node, job + 100n);
  return { locks, together, apart };
}
