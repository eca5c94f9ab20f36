import { type Market, dollars, jobs } from '@atoll/contracts/testing/market';
import type { Report } from '../report.ts';
import { approveExactly } from './allowance.ts';
import { openMany } from './batch.ts';
import { type Deployment, deploymentOf } from './deployment.ts';
import { type LineageFigures, measureLineage } from './lineage.ts';
import {
  type RunGas,
  emptyCredit,
  fullRun,
  fullRunBySignature,
  fullRunWithExactAllowance,
  placeOrder,
  submitOrders,
  total,
} from './run.ts';
import { tenSettlements } from './settlements.ts';
import { type Stage, openStage, publishApproved, withFreshPayees } from './stage.ts';

/** What everything costs in Atoll, transaction gas with every cost included. */
export type AtollFigures = {
  deployment: Deployment;
  publish: { first: number; further: number };
  /** With the exact allowance before it, as the SDK gives it where one is missing; nobody was paid before. */
  first: RunGas & { approval: number };
  /** A buyer's later run with payees that were paid before. */
  repeat: RunGas;
  repeatWithExactAllowance: RunGas & { approval: number };
  bySignature: RunGas;
  freshPayees: RunGas;
  freshPayeesBySignature: RunGas;
  further: { datasetOfOwner: number; datasetOfAnother: number };
  withOpenJobs: ReadonlyMap<number, number>;
  tenSettlements: { together: number; apart: number };
  expire: number;
  lineage: LineageFigures;
};

const anyAmount = 2n ** 256n - 1n;
const relayFee = dollars(0.5);

export async function measureAtoll(
  market: Market,
  report: Report,
  openJobs: readonly number[],
): Promise<AtollFigures> {
  const deployment = await deploymentOf(market);
  report.progress('publishing');
  const stage = await openStage(market);
  const escrow = market.book.contracts.jobs;

  report.progress('a first buyer, then the same again');
  const first = await fullRunWithExactAllowance(market, stage);
  const repeatWithExactAllowance = await fullRunWithExactAllowance(market, stage);
  await approveExactly(market, stage.buyer, escrow, anyAmount);
  const repeat = await fullRun(market, stage);

  report.progress('payees that were never paid');
  const freshPayees = await freshRun(market, stage, fullRun);
  report.progress('by signatures');
  await approveExactly(market, stage.buyer, escrow, 0n);
  // the relayer's credit and the buyer's permit nonce were used before, as those of anybody who returns
  await fullRunBySignature(market, stage, relayFee);
  const signed = (chain: Market, actors: Stage) => fullRunBySignature(chain, actors, relayFee);
  const bySignature = await signed(market, stage);
  const freshPayeesBySignature = await freshRun(market, stage, signed);
  await approveExactly(market, stage.buyer, escrow, anyAmount);

  report.progress('further datasets');
  const further = await furtherDatasets(market, stage);
  report.progress('ten settlements, together and apart');
  const ten = await tenSettlements(market, stage);
  report.progress('derived assets');
  const lineage = await measureLineage(market, stage);
  report.progress('an order that expires');
  const expire = await expired(market, stage);
  return {
    deployment,
    publish: stage.publish,
    first,
    repeat,
    repeatWithExactAllowance,
    bySignature,
    freshPayees,
    freshPayeesBySignature,
    further,
    tenSettlements: ten,
    expire,
    lineage,
    withOpenJobs: await withOpenJobs(market, report, stage, openJobs),
  };
}

/** A run whose owner, author, payout account and treasury were never credited, at a provider that is at work. */
async function freshRun(
  market: Market,
  stage: Stage,
  run: (market: Market, stage: Stage) => Promise<RunGas>,
): Promise<RunGas> {
  const treasury = await market.newAccount();
  await jobs(market, market.governance, 'setTreasury', [treasury.address]);
  const fresh = await withFreshPayees(market, stage);
  await emptyCredit(market, stage.buyer);
  await approveExactly(market, stage.buyer, market.book.contracts.jobs, dollars(1_000));
  // an open order has written the provider's exposure of these days; nobody was paid by it
  await placeOrder(market, fresh);
  return run(market, fresh);
}

async function furtherDatasets(market: Market, stage: Stage): Promise<AtollFigures['further']> {
  const [one, second] = stage.datasets;
  if (second === undefined) throw new TypeError('the stage has one dataset only');
  const owner = await market.newAccount();
  const { leg: another } = await publishApproved(market, { ...stage, owner, nonce: 0n });
  // each has run before, so that only what the order adds is counted
  for (const datasets of [[second], [another]]) await fullRun(market, stage, { datasets });
  const alone = total(await fullRun(market, stage, { datasets: [one] }));
  return {
    datasetOfOwner: total(await fullRun(market, stage, { datasets: [one, second] })) - alone,
    datasetOfAnother: total(await fullRun(market, stage, { datasets: [one, another] })) - alone,
  };
}

async function expired(market: Market, stage: Stage): Promise<number> {
  const { order } = await placeOrder(market, stage);
  await market.control.setNextBlockTimestamp({ timestamp: BigInt(order.runBy + 1) });
  await market.control.mine({ blocks: 1 });
  const receipt = await jobs(market, stage.relayer, 'expire', [order]);
  return Number(receipt.gasUsed);
}

async function withOpenJobs(
  market: Market,
  report: Report,
  stage: Stage,
  counts: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  // time has moved on, so the exposure's words of the new days are written once before comparing
  await fullRun(market, stage);
  const runs = new Map<number, number>();
  let open = 0;
  for (const wanted of counts) {
    if (wanted > open) {
      await openMany(market, report, {
        count: wanted - open,
        what: 'jobs at one provider',
        submit: (size) => submitOrders(market, stage, size),
      });
      open = wanted;
    }
    runs.set(wanted, total(await fullRun(market, stage)));
  }
  return runs;
}
