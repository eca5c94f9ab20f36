import { jobsAbi } from '@atoll/contracts/generated/jobs';
import {
  type MarketProvider,
  assets,
  dollars,
  draftOrder,
  fund,
  jobs,
  openProvider,
  publish,
  signQuote,
} from '@atoll/contracts/testing/market';
import { Address } from '@atoll/schemas/ids';
import type { Outcome } from '@atoll/schemas/job';
import type { Order } from '@atoll/schemas/order';
import { type LimitedNode, startLimitedNode } from '@atoll/tests/support/limited-node';
import { createPublicClient, custom, zeroHash } from 'viem';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type LocalMarket, localMarket } from '../test/local-market.ts';
import type { Chain } from './chain.ts';
import { connectChain } from './connect.ts';
import { jobIdOf } from './job-id.ts';
import { maximumOf } from './maximum-of.ts';
import { readContractLogs } from './read-contract-logs.ts';
import { type ChainJobEnd, jobProof, readJobEnd } from './read-job-end.ts';
import { receiptForChain, signReceipt, signReport } from './sign.ts';

let local: LocalMarket;
let chain: Chain;
let provider: MarketProvider;
beforeAll(async () => {
  local = await localMarket();
  chain = await local.connect();
  provider = await openProvider(local.market);
});
afterAll(() => local.stop());

let nonce = 0n;
/** An order of two datasets, the first of which costs nothing, that was placed just now. */
async function place() {
  const { market } = local;
  const [owner, buyer] = [await market.newAccount(), await market.newAccount()];
  nonce += 1n;
  const hosted = { provider: provider.account.address };
  const published = await Promise.all([
    publish(market, owner, { kind: 'dataset', price: 0n, ...hosted, nonce }),
  ]);
  published.push(
    await publish(market, owner, { kind: 'dataset', price: dollars(10), ...hosted, nonce: nonce + 1_000n }),
  );
  const algorithm = await publish(market, owner, { kind: 'algorithm', price: dollars(5), ...hosted, nonce });
  for (const { leg } of published) {
    const { assetId, metadataDigest } = algorithm.leg;
    await assets(market, owner, 'approveAlgorithm', [leg.assetId, assetId, metadataDigest, 2 ** 39, 3]);
  }
  await fund(market, buyer, chain.addresses.jobs, dollars(100));
  const datasets = published.map(({ leg }) => leg).sort((a, b) => (a.assetId < b.assetId ? -1 : 1));
  const draft = await draftOrder(market, {
    buyer: buyer.address,
    provider,
    datasets,
    algorithm: algorithm.leg,
  });
  const legOf = (leg: (typeof datasets)[number]) => ({ ...leg, payee: Address.parse(leg.payee) });
  const order: Order = {
    ...draft,
    buyer: Address.parse(draft.buyer),
    provider: Address.parse(draft.provider),
    payout: Address.parse(draft.payout),
    token: Address.parse(draft.token),
    datasets: datasets.map(legOf),
    algorithm: legOf(algorithm.leg),
  };
  await jobs(market, buyer, 'order', [order, await signQuote(market, provider.operator, order)]);
  const deployment = { chainId: chain.chainId, jobs: chain.addresses.jobs };
  return { order, buyer, owner, deployment, jobId: jobIdOf(order, deployment) };
}

async function settle(placed: Awaited<ReturnType<typeof place>>, outcome: Outcome, computeSeconds: number) {
  const { market } = local;
  await market.control.increaseTime({ seconds: 60 });
  const receipt = {
    jobId: placed.jobId,
    outcome,
    computeSeconds,
    resultDigest: outcome === 'released' ? (`0x${'1'.repeat(64)}` as const) : zeroHash,
    statementDigest: `0x${'2'.repeat(64)}`,
    outputsRoot: `0x${'3'.repeat(64)}`,
  } as const;
  const signature = await signReceipt(provider.operator, receipt, placed.deployment);
  await jobs(market, placed.owner, 'settle', [placed.order, receiptForChain(receipt), signature]);
  return receipt;
}

const kept = (end: ChainJobEnd) =>
  chain.publicClient.readContract({
    address: chain.addresses.jobs,
    abi: jobsAbi,
    functionName: 'endOf',
    args: [end.jobId],
  });

async function endOf(jobId: `0x${string}`): Promise<ChainJobEnd> {
  const end = await readJobEnd(chain, jobId);
  if (end === undefined) throw new Error('the job has not ended');
  return end;
}

test('the end of a released run proves against the escrow, and each payment names its asset', async () => {
  const placed = await place();
  expect(await readJobEnd(chain, placed.jobId)).toBeUndefined();
  const receipt = await settle(placed, 'released', 20);
  const end = await endOf(placed.jobId);
  expect(end.order).toEqual(placed.order);
  expect(end.receipt).toEqual(receipt);
  expect(end.signed).toBe(true);
  expect(jobProof(end)).toBe(await kept(end));
  const paying = placed.order.datasets.find(({ price }) => price > 0n);
  expect(end.payments.map(({ role, assetId }) => [role, assetId])).toEqual([
    ['data', paying?.assetId],
    ['algorithm', placed.order.algorithm.assetId],
    ['compute', 0n],
    ['fee', 0n],
    ['refund', 0n],
  ]);
  expect(end.payments.reduce((sum, { amount }) => sum + amount, 0n)).toBe(maximumOf(placed.order));
  expect(jobProof({ ...end, endedAt: end.endedAt + 1 })).not.toBe(await kept(end));
});

test('an end without a receipt proves as well: withheld by silence, and expired', async () => {
  const { market } = local;
  const held = await place();
  await market.control.increaseTime({ seconds: 60 });
  const report = { jobId: held.jobId, computeSeconds: 7 };
  const signature = await signReport(provider.operator, report, held.deployment);
  await jobs(market, held.owner, 'reportRun', [held.order, 7, signature]);
  const silent = await place();
  await market.control.setNextBlockTimestamp({ timestamp: BigInt(held.order.reviewBy + 1) });
  await jobs(market, held.owner, 'finalizeWithheld', [held.order]);
  const withheld = await endOf(held.jobId);
  expect(withheld).toMatchObject({ signed: false, receipt: { outcome: 'withheld', computeSeconds: 7 } });
  expect(jobProof(withheld)).toBe(await kept(withheld));

  await jobs(market, silent.owner, 'expire', [silent.order]);
  const expired = await endOf(silent.jobId);
  expect(expired).toMatchObject({ signed: false, receipt: { outcome: 'expired', computeSeconds: 0 } });
  expect(expired.payments.map(({ role }) => role)).toEqual(['refund', 'slash', 'slash', 'slash']);
  expect(jobProof(expired)).toBe(await kept(expired));
});

/** A connection to a node that gives logs of so many blocks at once. */
async function limitedTo(blocks: number): Promise<{ node: LimitedNode; limited: Chain }> {
  const node = await startLimitedNode({ rpcUrl: local.rpcUrl, blocks });
  onTestFinished(() => node.close());
  return { node, limited: await connectChain({ rpcUrl: node.rpcUrl, addressBook: local.market.book }) };
}

test('a job that lived longer than a node gives logs of at once is read all the same', async () => {
  const { market } = local;
  const placed = await place();
  await market.control.mine({ blocks: 300 });
  await settle(placed, 'released', 20);
  await market.control.mine({ blocks: 300 });
  const { node, limited } = await limitedTo(100);
  expect(await readJobEnd(limited, placed.jobId)).toEqual(await endOf(placed.jobId));
  expect(node.spans.filter((blocks) => blocks <= 100).length).toBeGreaterThan(6);
});

test('of a job that has not ended no log is asked for', async () => {
  const { jobId } = await place();
  const { node, limited } = await limitedTo(100);
  expect(await readJobEnd(limited, jobId)).toBeUndefined();
  expect(node.spans).toEqual([]);
});

test('what a node tells beyond what it was asked for is left out', async () => {
  const [placed, other] = [await place(), await place()];
  const to = Number(await chain.publicClient.getBlockNumber());
  const told = await chain.publicClient.request({
    method: 'eth_getLogs',
    params: [{ fromBlock: '0x0', toBlock: 'latest' }],
  });
  const transport = custom({ request: () => Promise.resolve(told) });
  const lying = {
    ...chain,
    publicClient: createPublicClient({ chain: chain.publicClient.chain, transport }),
  };
  const read = async (jobId: `0x${string}`, from: number) => {
    const query = { addresses: [chain.addresses.jobs], topics: [null, jobId], from, to };
    const events: unknown[] = [];
    for await (const logs of readContractLogs(lying, query))
      events.push(...logs.map(({ topics }) => topics[1]));
    return events;
  };
  expect(await read(placed.jobId, 0)).toEqual([placed.jobId]);
  expect(await read(other.jobId, 0)).toEqual([other.jobId]);
  expect(await read(placed.jobId, to)).toEqual([]);
});
