import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import {
  type Leg,
  type Market,
  type MarketProvider,
  type Order,
  assets,
  dollars,
  draftOrder,
  fund,
  jobs,
  openMarket,
  openProvider,
  outcome,
  publish,
  signOrderAndPermit,
  signQuote,
  signReceipt,
} from '@atoll/contracts/testing/market';
import { startAnvil } from '@atoll/tests/support/anvil';
import { type PrivateKeyAccount } from 'viem';
import { type Report } from './report.ts';

export const description =
  'transaction gas of publish, order, settle and expire, all costs included, on anvil';

const openJobs = 100;

export async function run(report: Report): Promise<void> {
  const node = await startAnvil();
  const directory = await mkdtemp(join(tmpdir(), 'atoll-gas-'));
  try {
    const [deployer] = node.accounts;
    if (deployer === undefined) throw new Error('the chain has no account');
    report.progress('deploying');
    const market = await openMarket({
      rpcUrl: node.rpcUrl,
      deployerKey: deployer.privateKey,
      outFile: join(directory, '31337.json'),
    });
    await measure(market, report);
  } finally {
    await node.stop();
    await rm(directory, { recursive: true });
  }
}

async function measure(market: Market, report: Report): Promise<void> {
  report.progress('publishing');
  const stage = await openStage(market);
  gas(report, 'publish, first dataset of an owner', stage.firstPublish, 200_000);
  gas(report, 'publish, further dataset of an owner', stage.furtherPublish, 200_000);
  report.note(
    'publish: new words are owner, balance (first only), digest, commitment, provider with price and token, payee with the ' +
      'other terms and state; a beneficiary or a review window adds none.',
  );

  report.progress('the first run of all');
  const first = await fullRun(market, stage);
  gas(report, 'order, first of all', first.order);
  gas(report, 'settle, first of all', first.settle);
  report.note(
    'first of all: beside what a repeat run writes, the order fills the escrow’s token balance and the provider’s exposure of ' +
      'those days, the settlement makes the credits of owner, author, provider, treasury and buyer (17,100 each).',
  );

  report.progress('runs of a repeat buyer with known payees');
  const known = await fullRun(market, stage);
  gas(report, 'order, known payees', known.order);
  gas(report, 'settle, known payees', known.settle);
  gas(report, 'order + settle, known payees', known.order + known.settle, 247_000);
  report.note(
    'known payees: the only new word is the job’s; every other word was written by an earlier run and is cold in each transaction.',
  );

  report.progress('a run of the same buyer that pays four accounts for the first time');
  const fresh = await freshPayees(market, stage);
  gas(report, 'settle, every payee new', fresh.settle);
  gas(report, 'order + settle, every payee new', fresh.order + fresh.settle, 320_000);
  report.note(
    'every payee new: owner, author, provider’s payout account and treasury were never credited before.',
  );

  report.progress('order by signatures, expire');
  gas(report, 'orderBySig with permit and relay fee', await orderBySig(market, stage));
  const before = await fullRun(market, stage);
  gas(report, 'expire, with a slice of collateral', await expire(market, stage));

  // the expiry moved the day on, so the exposure's words of the new days are written once before comparing
  await fullRun(market, stage);
  const none = await fullRun(market, stage);
  for (let opened = 0; opened < openJobs; opened += 1) {
    if (opened % 20 === 0) report.progress(`opening ${openJobs} jobs at one provider: ${opened}`);
    await placeOrder(market, stage);
  }
  const many = await fullRun(market, stage);
  gas(report, 'order + settle with no other open job', none.order + none.settle);
  gas(report, `order + settle with ${openJobs} open jobs at the provider`, many.order + many.settle);
  const growth = Math.abs(many.order + many.settle - none.order - none.settle);
  gas(report, `growth over ${openJobs} open jobs`, growth, 500);
  report.note(
    `a repeat run before the expiry took ${before.order + before.settle}; gas varies with zero bytes in calldata.`,
  );
}

function gas(report: Report, name: string, value: number, bar?: number): void {
  report.figure({ name, value, unit: 'gas', ...(bar !== undefined && { bar }) });
}

type Stage = {
  provider: MarketProvider;
  buyer: PrivateKeyAccount;
  relayer: PrivateKeyAccount;
  dataset: Leg;
  algorithm: Leg;
  firstPublish: number;
  furtherPublish: number;
};

async function openStage(market: Market): Promise<Stage> {
  const provider = await openProvider(market);
  const [owner, author, buyer, relayer] = await Promise.all([
    market.newAccount(),
    market.newAccount(),
    market.newAccount(),
    market.newAccount(),
  ]);
  const pair = await publishPair(market, owner, author, provider);
  const terms = { kind: 'dataset', price: dollars(10), provider: provider.account.address } as const;
  const further = await publish(market, owner, { ...terms, nonce: 1n });
  await fund(market, buyer, market.book.contracts.jobs, dollars(1_000_000));
  return {
    provider,
    buyer,
    relayer,
    ...pair,
    furtherPublish: Number(further.receipt.gasUsed),
  };
}

/** A dataset and an algorithm that is approved for it. */
async function publishPair(
  market: Market,
  owner: PrivateKeyAccount,
  author: PrivateKeyAccount,
  provider: MarketProvider,
): Promise<Pick<Stage, 'dataset' | 'algorithm' | 'firstPublish'>> {
  const common = { provider: provider.account.address, nonce: 0n };
  const dataset = await publish(market, owner, { kind: 'dataset', price: dollars(10), ...common });
  const algorithm = await publish(market, author, { kind: 'algorithm', price: dollars(5), ...common });
  const { assetId } = dataset.leg;
  await assets(market, owner, 'approveAlgorithm', [
    assetId,
    algorithm.leg.metadataDigest,
    2 ** 40 - 1,
    1_000,
  ]);
  return {
    dataset: dataset.leg,
    algorithm: algorithm.leg,
    firstPublish: Number(dataset.receipt.gasUsed),
  };
}

async function placeOrder(market: Market, stage: Stage): Promise<{ order: Order; gas: number }> {
  const { provider, buyer, dataset, algorithm } = stage;
  const order = await draftOrder(market, { buyer: buyer.address, provider, datasets: [dataset], algorithm });
  const quote = await signQuote(market, provider.operator, order);
  const receipt = await jobs(market, buyer, 'order', [order, quote]);
  return { order, gas: Number(receipt.gasUsed) };
}

async function fullRun(market: Market, stage: Stage): Promise<{ order: number; settle: number }> {
  await emptyCredit(market, stage.buyer);
  const placed = await placeOrder(market, stage);
  await market.control.increaseTime({ seconds: 60 });
  const { receipt, signature } = await signReceipt(market, stage.provider.operator, placed.order, {
    outcome: outcome.released,
    computeSeconds: 60,
  });
  const settled = await jobs(market, stage.provider.operator, 'settle', [placed.order, receipt, signature]);
  return { order: placed.gas, settle: Number(settled.gasUsed) };
}

/** Moves dataset, algorithm, payout and treasury to accounts that have no credit, and runs once. */
async function freshPayees(market: Market, stage: Stage): Promise<{ order: number; settle: number }> {
  const [owner, author, treasury] = await Promise.all([
    market.newAccount(),
    market.newAccount(),
    market.newAccount(),
  ]);
  const provider = await openProvider(market);
  await jobs(market, market.governance, 'setTreasury', [treasury.address]);
  const fresh = await publishPair(market, owner, author, provider);
  // the provider's exposure of these days was written by an earlier order, as for any provider that is at work
  await placeOrder(market, { ...stage, ...fresh, provider });
  return fullRun(market, { ...stage, ...fresh, provider });
}

/** Refunds of earlier runs would pay the order and save the transfer, which is measured apart. */
async function emptyCredit(market: Market, account: PrivateKeyAccount): Promise<void> {
  const credit = await market.chain.readContract({
    address: market.book.contracts.jobs,
    abi: jobsAbi,
    functionName: 'balanceOf',
    args: [market.token, account.address],
  });
  if (credit > 0n) await jobs(market, account, 'withdraw', [[market.token], account.address]);
}

async function orderBySig(market: Market, stage: Stage): Promise<number> {
  const { provider, relayer, dataset, algorithm } = stage;
  const buyer = await market.newAccount();
  await fund(market, buyer, relayer.address, dollars(1_000));
  const draft = { provider, datasets: [dataset], algorithm, relayFee: dollars(0.5) };
  const order = await draftOrder(market, { buyer: buyer.address, ...draft });
  const { jobs: address } = market.book.contracts;
  const maximum = await market.chain.readContract({
    address,
    abi: jobsAbi,
    functionName: 'maximumOf',
    args: [order],
  });
  const quote = await signQuote(market, provider.operator, order);
  const { signature, permit } = await signOrderAndPermit(market, buyer, order, maximum);
  const receipt = await jobs(market, relayer, 'orderBySig', [order, quote, signature, permit]);
  return Number(receipt.gasUsed);
}

async function expire(market: Market, stage: Stage): Promise<number> {
  const { order } = await placeOrder(market, stage);
  await market.control.setNextBlockTimestamp({ timestamp: BigInt(order.runBy + 1) });
  await market.control.mine({ blocks: 1 });
  const receipt = await jobs(market, stage.relayer, 'expire', [order]);
  return Number(receipt.gasUsed);
}
