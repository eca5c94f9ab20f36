import { randomBytes } from 'node:crypto';
import { simulateThenSend } from '@atoll/chain/write';
import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import { providerRegistryAbi } from '@atoll/contracts/generated/providerRegistry';
import { assetStates } from '@atoll/schemas/asset';
import { testDatabase } from '@atoll/tests/support/test-database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { approveAlgorithm } from '../src/approvals/approve-algorithm.ts';
import { revokeAlgorithm } from '../src/approvals/revoke-algorithm.ts';
import { bindDataset } from '../src/datasets/bind-dataset.ts';
import { listDatasets } from '../src/datasets/list-datasets.ts';
import { giveQuote } from '../src/quotes/give-quote.ts';
import { newestBlock } from '../src/jobs/newest-block.ts';
import { type Market, openMarket, requestFor } from './market.ts';
import { approvalFor, approveOnChain, publishCopy, publishPair, type Pair, takeOver } from './publish.ts';

let market: Market;
let pair: Pair;
const database = await testDatabase();
beforeAll(async () => {
  market = await openMarket({ databaseUrl: database.url, slots: 1 });
  pair = await publishPair(market);
});
afterAll(() => market?.close());

const stranger = `0x${randomBytes(32).toString('hex')}` as const;
const quote = (of: Pair, changes: Readonly<Record<string, unknown>> = {}) =>
  giveQuote(market.ctx, requestFor(market, of, changes));
const setState = async (assetId: bigint, state: (typeof assetStates)[number]) =>
  simulateThenSend(await market.as('dataOwner'), {
    address: market.book.contracts.assetRegistry,
    abi: assetRegistryAbi,
    functionName: 'setState',
    args: [assetId, assetStates.indexOf(state)],
  });

/** As if they had never been asked for, with the places and runs that they keep. */
async function forgetQuotes(jobId = '%'): Promise<void> {
  const { sql } = market.ctx.database;
  await sql`delete from compute_provider.dataset_runs where job_id like ${jobId}`;
  await sql`delete from compute_provider.quotes where job_id like ${jobId}`;
}

test('an asset that was never published is asset_unknown', async () => {
  await expect(
    quote(pair, { datasets: [{ assetId: '42', metadataDigest: stranger }] }),
  ).rejects.toMatchObject({ code: 'asset_unknown' });
});

test.each([
  ['zero', '00'.repeat(32)],
  ['one', `01${'00'.repeat(31)}`],
  ['of order 8', 'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800'],
  ['the other of order 8', '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157'],
  ['p - 1', `ec${'ff'.repeat(30)}7f`],
  ['p, which is zero', `ed${'ff'.repeat(30)}7f`],
  ['p + 1, with a bit that is not read', `ee${'ff'.repeat(31)}`],
])('a recipient to which nothing can be encrypted is invalid_order: %s', async (_, point) => {
  await expect(quote(pair, { recipient: `0x${point}` })).rejects.toMatchObject({
    code: 'invalid_order',
    hint: expect.stringContaining('recipient'),
  });
});

test('another version than the current one is stale_version', async () => {
  await expect(
    quote(pair, { datasets: [{ assetId: pair.datasetId.toString(), metadataDigest: stranger }] }),
  ).rejects.toMatchObject({ code: 'stale_version' });
});

test('a paused and a retired dataset cannot be quoted', async () => {
  const own = await publishPair(market);
  await setState(own.datasetId, 'paused');
  await expect(quote(own)).rejects.toMatchObject({ code: 'asset_paused' });
  await setState(own.datasetId, 'retired');
  await expect(quote(own)).rejects.toMatchObject({ code: 'asset_retired' });
});

test('a provider that drains quotes nothing new', async () => {
  const setDraining = async (draining: boolean) =>
    simulateThenSend(await market.as('provider'), {
      address: market.book.contracts.providerRegistry,
      abi: providerRegistryAbi,
      functionName: 'setDraining',
      args: [draining],
    });
  await setDraining(true);
  await expect(quote(pair)).rejects.toMatchObject({
    code: 'not_allowed',
    message: expect.stringContaining('is leaving'),
  });
  await setDraining(false);
});

test('an algorithm that the owner has not approved on chain is not_approved', async () => {
  const own = await publishPair(market, { approveOnChain: false });
  await expect(quote(own)).rejects.toMatchObject({ code: 'not_approved' });
});

test('an approval on chain without the custodian is custodian_approval_missing, also once it was revoked', async () => {
  const own = await publishPair(market, { approveHere: false });
  await expect(quote(own)).rejects.toMatchObject({ code: 'custodian_approval_missing' });
  const revoked = await publishPair(market);
  await revokeAlgorithm(market.ctx, approvalFor(revoked));
  await expect(quote(revoked)).rejects.toMatchObject({ code: 'custodian_approval_missing' });
});

test('a copy of an approved algorithm under another account is not quoted, so that nobody runs it without paying its author', async () => {
  const own = await publishPair(market);
  const copy = await publishCopy(market, own);
  await expect(quote(copy)).rejects.toMatchObject({ code: 'not_approved' });
  await approveOnChain(market, copy);
  await expect(quote(copy)).rejects.toMatchObject({
    code: 'custodian_approval_missing',
    data: { algorithmId: copy.algorithmId.toString() },
  });
});

test('a copy that is approved too, and taken back, leaves the approval of what it copies as it is', async () => {
  const own = await publishPair(market);
  const copy = await publishCopy(market, own);
  await approveOnChain(market, copy);
  await approveAlgorithm(market.ctx, approvalFor(copy));
  for (const each of [own, copy]) await forgetQuotes((await quote(each)).jobId);
  await revokeAlgorithm(market.ctx, approvalFor(copy));
  await expect(quote(copy)).rejects.toMatchObject({ code: 'custodian_approval_missing' });
  await forgetQuotes((await quote(own)).jobId);
});

test('a dataset that changed hands is not quoted until the custodian binds it anew', async () => {
  const own = await publishPair(market);
  await takeOver(market, own);
  await expect(quote(own)).rejects.toMatchObject({
    code: 'custodian_approval_missing',
    hint: expect.stringContaining('bind'),
  });
  const [bound] = (await listDatasets(market.ctx)).filter((each) =>
    each.asset?.endsWith(`/${own.datasetId}`),
  );
  const assetId = own.datasetId.toString();
  await bindDataset(market.ctx, { snapshot: bound?.snapshot ?? '', assetId });
  const { jobId } = await quote(own);
  await forgetQuotes(jobId);
});

test('an approval whose time has passed is approval_expired', async () => {
  const { timestamp } = await newestBlock(market.ctx.chain);
  const own = await publishPair(market, { expiresAt: timestamp + 60 });
  const snapshot = await market.anvil.rpc('evm_snapshot');
  await market.anvil.rpc('evm_increaseTime', [120]);
  await market.anvil.mine(1);
  await expect(quote(own)).rejects.toMatchObject({ code: 'approval_expired' });
  await market.anvil.rpc('evm_revert', [snapshot]);
});

test('parameters that break the schema are invalid_parameters, named by their path', async () => {
  await expect(quote(pair, { parameters: { folds: 1 } })).rejects.toMatchObject({
    code: 'invalid_parameters',
    data: { path: '/folds' },
  });
});

test('an output that the dataset does not let out is refused before the payment', async () => {
  const own = await publishPair(market, { rules: { outputTypes: ['csv'] } });
  await expect(quote(own)).rejects.toMatchObject({ code: 'invalid_order', data: { output: 'metrics.json' } });
});

test('an environment that is not rented, or too small, or without GPU, is refused with the reason', async () => {
  await expect(quote(pair, { environment: stranger })).rejects.toMatchObject({ code: 'environment_unknown' });
  const resources = { cpus: 4, memoryBytes: 64 << 20, scratchBytes: 0, pids: 16, gpus: 0 };
  const large = await publishPair(market, { manifest: { resources } });
  await expect(quote(large)).rejects.toMatchObject({ code: 'invalid_order', data: { resource: 'cpus' } });
  const gpu = await publishPair(market, { manifest: { resources: { ...resources, cpus: 1, gpus: 1 } } });
  await expect(quote(gpu)).rejects.toMatchObject({ code: 'gpu_unavailable' });
});

test('an algorithm whose author named other providers is not_allowed', async () => {
  const own = await publishPair(market, { manifest: { providers: [market.wallets.stranger.address] } });
  await expect(quote(own)).rejects.toMatchObject({ code: 'not_allowed' });
});

test('an order above the free collateral is insufficient_collateral', async () => {
  const own = await publishPair(market, { terms: { price: 2_000_000_000_000n } });
  await expect(quote(own)).rejects.toMatchObject({ code: 'insufficient_collateral' });
});

test('a slot is reserved by a quote: the next one is environment_busy until it lapses', async () => {
  await forgetQuotes();
  await quote(pair);
  await expect(quote(pair)).rejects.toMatchObject({ code: 'environment_busy', retryable: true });
  await market.ctx.database.sql`update compute_provider.quotes set valid_until = 1`;
  await quote(pair);
});

test('two quotes at once get one slot', async () => {
  await forgetQuotes();
  const results = await Promise.allSettled([quote(pair), quote(pair), quote(pair)]);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('an environment that was taken off the chain is environment_unknown', async () => {
  const [environment] = market.ctx.settings.environments;
  const offered = await market.ctx.chain.publicClient.readContract({
    address: market.book.contracts.providerRegistry,
    abi: providerRegistryAbi,
    functionName: 'environmentOf',
    args: [market.wallets.provider.address, environment?.id ?? stranger],
  });
  await simulateThenSend(await market.as('provider'), {
    address: market.book.contracts.providerRegistry,
    abi: providerRegistryAbi,
    functionName: 'setEnvironment',
    args: [{ ...offered, active: false }],
  });
  await expect(quote(pair)).rejects.toMatchObject({ code: 'environment_unknown' });
});
