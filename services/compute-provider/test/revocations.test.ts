import { simulateThenSend } from '@atoll/chain/write';
import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import { testDatabase } from '@atoll/tests/support/test-database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { approveAlgorithm } from '../src/approvals/approve-algorithm.ts';
import { revokeAlgorithm } from '../src/approvals/revoke-algorithm.ts';
import { giveQuote } from '../src/quotes/give-quote.ts';
import { type Market, openMarket, orderPair, reaches, requestFor, sendOrder } from './market.ts';
import { approveOnChain, type Pair, publishPair } from './publish.ts';

let market: Market;
const database = await testDatabase();
beforeAll(async () => {
  market = await openMarket({ databaseUrl: database.url, slots: 4 });
});
afterAll(() => market?.close());

const versionOf = (pair: Pair) => ({
  datasetId: pair.datasetId.toString(),
  algorithmId: pair.algorithmId.toString(),
  metadataDigest: pair.algorithmDigest,
});

/** An approval whose image does not come until the test lets it. */
async function beginApproval(pair: Pair) {
  const { engine } = market;
  const { prepare } = engine;
  const asked = Promise.withResolvers<void>();
  const image = Promise.withResolvers<void>();
  engine.prepare = async (...input) => {
    asked.resolve();
    await image.promise;
    return prepare(...input);
  };
  const approval = approveAlgorithm(market.ctx, versionOf(pair));
  approval.catch(() => undefined);
  await asked.promise;
  engine.prepare = prepare;
  return { approval, deliver: () => image.resolve() };
}

test('a first approval that is under way is given up by a revocation', async () => {
  const pair = await publishPair(market, { approveHere: false });
  const { approval, deliver } = await beginApproval(pair);
  await expect(revokeAlgorithm(market.ctx, versionOf(pair))).rejects.toMatchObject({
    code: 'custodian_approval_missing',
  });
  deliver();
  await expect(approval).rejects.toMatchObject({ code: 'conflict' });
  await expect(giveQuote(market.ctx, requestFor(market, pair))).rejects.toMatchObject({
    code: 'custodian_approval_missing',
  });
});

test('an approval that was begun anew does not undo a revocation that came after its begin', async () => {
  const pair = await publishPair(market);
  const { approval, deliver } = await beginApproval(pair);
  const { revokedAt } = await revokeAlgorithm(market.ctx, versionOf(pair));
  expect(revokedAt).toBeDefined();
  deliver();
  await expect(approval).rejects.toMatchObject({ code: 'conflict' });
  await expect(giveQuote(market.ctx, requestFor(market, pair))).rejects.toMatchObject({
    code: 'custodian_approval_missing',
  });
});

test('a revocation gives up what is under way for its own dataset alone, and approving again approves', async () => {
  const pair = await publishPair(market);
  const other = await publishPair(market);
  const { approval, deliver } = await beginApproval(pair);
  await revokeAlgorithm(market.ctx, { ...versionOf(pair), datasetId: other.datasetId.toString() }).catch(
    () => undefined,
  );
  deliver();
  await approval;
  await revokeAlgorithm(market.ctx, versionOf(pair));
  await approveAlgorithm(market.ctx, versionOf(pair));
  await giveQuote(market.ctx, requestFor(market, pair));
});

const registry = () => ({ address: market.book.contracts.assetRegistry, abi: assetRegistryAbi }) as const;

async function setPublic(pair: Pair, isPublic: boolean): Promise<void> {
  await simulateThenSend(await market.as('dataOwner'), {
    ...registry(),
    functionName: 'setPublic',
    args: [pair.datasetId, isPublic],
  });
}

/** A public dataset whose owner approved the algorithm's author as a whole, and no version of the algorithm. */
async function publishForPublisher(): Promise<Pair> {
  const pair = await publishPair(market, { approveOnChain: false });
  await setPublic(pair, true);
  await simulateThenSend(await market.as('dataOwner'), {
    ...registry(),
    functionName: 'approvePublisher',
    args: [pair.datasetId, market.wallets.algorithmAuthor.address, 0xffffffff, 0xffffffff],
  });
  return pair;
}

async function revokePublisher(pair: Pair): Promise<void> {
  await simulateThenSend(await market.as('dataOwner'), {
    ...registry(),
    functionName: 'revokePublisher',
    args: [pair.datasetId, market.wallets.algorithmAuthor.address],
  });
}

const endings = {
  'its publisher’s approval is revoked': revokePublisher,
  'the dataset is public no longer': (pair: Pair) => setPublic(pair, false),
};

test('a version of an approved publisher runs on a public dataset once the custodian approved it as well', async () => {
  const pair = await publishForPublisher();
  market.engine.behave({ files: { 'metrics.json': '{}' } });
  await reaches(market, (await orderPair(market, pair)).jobId, 'released');
  await revokeAlgorithm(market.ctx, versionOf(pair));
  await expect(giveQuote(market.ctx, requestFor(market, pair))).rejects.toMatchObject({
    code: 'custodian_approval_missing',
  });
});

test.each(Object.entries(endings))('nothing is quoted any more once %s', async (_name, end) => {
  const pair = await publishForPublisher();
  await giveQuote(market.ctx, requestFor(market, pair));
  await end(pair);
  await expect(giveQuote(market.ctx, requestFor(market, pair))).rejects.toMatchObject({
    code: 'not_approved',
  });
});

test.each(Object.entries(endings))('a job that runs is stopped and refunded once %s', async (_name, end) => {
  const pair = await publishForPublisher();
  market.engine.behave({ until: new Promise(() => undefined) });
  const { jobId } = await orderPair(market, pair);
  await reaches(market, jobId, 'running');
  await end(pair);
  expect(await reaches(market, jobId, 'refused')).toMatchObject({
    reason: 'approval_revoked',
    settlement: 'refunded',
  });
});

test.each(Object.entries(endings))('an ordered job is not admitted any more once %s', async (_name, end) => {
  const pair = await publishForPublisher();
  const offer = await giveQuote(market.ctx, requestFor(market, pair));
  const runs = market.engine.started.length;
  await market.restart(async () => {
    await sendOrder(market, offer);
    await end(pair);
  });
  expect(await reaches(market, offer.jobId, 'refused')).toMatchObject({ reason: 'approval_revoked' });
  expect(market.engine.started).toHaveLength(runs);
});

test('an exact approval decides alone, also when it has expired and its publisher is approved', async () => {
  const pair = await publishForPublisher();
  const { publicClient } = await market.as('stranger');
  const expiresAt = Number((await publicClient.getBlock()).timestamp) + 100;
  await approveOnChain(market, pair, expiresAt);
  await giveQuote(market.ctx, requestFor(market, pair));
  await market.anvil.rpc('evm_setNextBlockTimestamp', [expiresAt + 1]);
  await market.anvil.mine(1);
  await expect(giveQuote(market.ctx, requestFor(market, pair))).rejects.toMatchObject({
    code: 'approval_expired',
  });
});
