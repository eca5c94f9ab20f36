import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bytes32 } from '@atoll/schemas/ids';
import { ReceiptStatement } from '@atoll/schemas/receipt';
import { createIdentity } from '@atoll/sdk/recipient';
import { decryptResult } from '@atoll/sdk/decrypt-result';
import { watchSyncs } from '@atoll/tests/support/synced-paths';
import { testDatabase } from '@atoll/tests/support/test-database';
import { waitFor } from '@atoll/tests/support/wait';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { approveAlgorithm } from '../src/approvals/approve-algorithm.ts';
import { revokeAlgorithm } from '../src/approvals/revoke-algorithm.ts';
import { GuardPolicy } from '@atoll/schemas/guard';
import { releasedBytes, releasedParts } from '../src/guard/release-budget.ts';
import { setPolicy } from '../src/guard/set-policy.ts';
import { jobFolder } from '../src/jobs/folders.ts';
import { readReceipt } from '../src/jobs/read-job.ts';
import { readResult } from '../src/jobs/read-result.ts';
import { dropAnswers } from '../src/limits/kept-outputs.ts';
import { readLedger } from '../src/limits/read-ledger.ts';
import { decide } from './decide.ts';
import type { Behaviour } from './fake-engine.ts';
import { creditOf, type Market, openMarket, orderPair, reaches, viewOf } from './market.ts';
import { price } from './market-environment.ts';
import { approvalFor, publishPair, type Pair } from './publish.ts';

let market: Market;
const database = await testDatabase();
beforeAll(async () => {
  market = await openMarket({ databaseUrl: database.url, slots: 12, cacheMaxBytes: 60 });
});
afterAll(() => market?.close());
beforeEach(() => market.engine.behave(noisy));

let draws = 0;
/** Every run draws other noise, as a differentially private algorithm does. */
const noisy: Behaviour = {
  get files() {
    draws += 1;
    return { 'metrics.json': `{"mean":${100 + draws}}` };
  },
};

const me = await createIdentity();
const order = (pair: Pair, changes: Readonly<Record<string, unknown>> = {}) =>
  orderPair(market, pair, { recipient: me.publicKey, parameters: { folds: 5 }, ...changes });

/** The one output of a released job, as its buyer reads it. */
async function outputOf(jobId: Bytes32): Promise<string> {
  await reaches(market, jobId, 'released');
  const { content } = await readResult(market.ctx, { jobId, reader: market.wallets.buyer.address });
  const parts: Uint8Array[] = [];
  for await (const part of content) parts.push(part);
  const { outputs } = await decryptResult(new Uint8Array(Buffer.concat(parts)), me.identity);
  return Buffer.from(outputs.get('metrics.json') ?? []).toString();
}

async function statementOf(jobId: Bytes32) {
  const { statement, receipt } = await readReceipt(market.ctx, {
    jobId,
    reader: market.wallets.buyer.address,
  });
  return { ...ReceiptStatement.parse(statement), receipt };
}

const runsOf = (jobIds: readonly string[]) =>
  market.engine.started.filter(({ jobId }) => jobIds.includes(jobId)).length;

test('an identical job is answered with the identical result, without a run and without its price', async () => {
  const pair = await publishPair(market);
  const first = await order(pair);
  const output = await outputOf(first.jobId);
  const before = await Promise.all(
    (['dataOwner', 'algorithmAuthor', 'provider'] as const).map((who) =>
      creditOf(market, market.wallets[who].address),
    ),
  );
  const syncs = await watchSyncs();
  const second = await order(pair);
  expect(await outputOf(second.jobId)).toBe(output);
  syncs.end();
  // What is said to be there by the next commit survives a power cut: the outputs that leave, and those that are kept.
  const { stateDirectory } = market.ctx.settings;
  expect(syncs.paths).toEqual(
    expect.arrayContaining([jobFolder(market.ctx, second.jobId).root, join(stateDirectory, 'kept')]),
  );
  expect(runsOf([second.jobId])).toBe(0);
  const view = await viewOf(market, second.jobId);
  expect(view.timeline.map(({ state }) => state)).toEqual([
    'quoted',
    'funded',
    'queued',
    'delivering',
    'settling',
    'released',
  ]);
  const after = await Promise.all(
    (['dataOwner', 'algorithmAuthor', 'provider'] as const).map((who) =>
      creditOf(market, market.wallets[who].address),
    ),
  );
  expect(after.map((credit, index) => credit - (before[index] ?? 0n))).toEqual([
    price.dataset,
    price.algorithm,
    0n,
  ]);
  const [one, two] = await Promise.all([statementOf(first.jobId), statementOf(second.jobId)]);
  expect(one.predicate.run).toBe('fresh');
  expect(two.predicate).toMatchObject({
    run: 'repeated',
    usage: { computeSeconds: 0, wallSeconds: 0 },
    sandboxDigest: one.predicate.sandboxDigest,
    policyDigest: one.predicate.policyDigest,
  });
  expect(two.subject).toEqual(one.subject);
  expect(JSON.stringify(two)).not.toContain(first.jobId);
  // Fresh salts: nobody who sees both receipts on chain can tell that the outputs are the same.
  expect(two.receipt.outputsRoot).not.toBe(one.receipt.outputsRoot);
});

test('ten identical jobs at the same time give ten identical results and cost one run', async () => {
  const pair = await publishPair(market);
  const { promise, resolve } = Promise.withResolvers<undefined>();
  market.engine.behave({
    until: promise,
    get files() {
      return noisy.files ?? {};
    },
  });
  const offers = [];
  for (let count = 0; count < 10; count += 1) offers.push(await order(pair));
  const jobIds = offers.map(({ jobId }) => jobId);
  await waitFor('one of them to run', () => Promise.resolve(runsOf(jobIds) > 0));
  resolve(undefined);
  const outputs = await Promise.all(jobIds.map(outputOf));
  expect(new Set(outputs).size).toBe(1);
  expect(runsOf(jobIds)).toBe(1);
});

test('outputs whose storing failed still count once an identical job was answered with them', async () => {
  const pair = await publishPair(market);
  const putFile = vi
    .spyOn(market.ctx.storage, 'putFile')
    .mockRejectedValue(Object.assign(new Error('the disk is gone'), { code: 'ENOENT' }));
  const first = await order(pair);
  expect(await reaches(market, first.jobId, 'failed')).toMatchObject({ reason: 'storage_failed' });
  putFile.mockRestore();
  const second = await order(pair);
  const output = await outputOf(second.jobId);
  expect(runsOf([second.jobId])).toBe(0);
  const datasetId = pair.datasetId.toString();
  expect(await releasedBytes(market.ctx, { datasetId })).toBe(output.length);
  expect(await releasedParts(market.ctx, datasetId)).toMatchObject({ unserved: output.length, keptBack: 0 });
});

test('of identical jobs that are both held for review, the one released first is the answer to both', async () => {
  const pair = await publishPair(market, { rules: { release: 'review' }, reviewWindow: 3600 });
  const first = await order(pair);
  await reaches(market, first.jobId, 'output_review');
  const second = await order(pair);
  await reaches(market, second.jobId, 'output_review');
  await decide(market, second.jobId, 'release');
  const output = await outputOf(second.jobId);
  const booked = await releasedBytes(market.ctx, { datasetId: pair.datasetId.toString() });
  await decide(market, first.jobId, 'release');
  expect(await outputOf(first.jobId)).toBe(output);
  expect((await statementOf(first.jobId)).predicate.run).toBe('repeated');
  expect(await releasedBytes(market.ctx, { datasetId: pair.datasetId.toString() })).toBeLessThan(booked + 1);
});

test('a job that waits for an identical one no longer than its own deadline allows is refunded', async () => {
  const pair = await publishPair(market);
  market.engine.behave({ until: new Promise(() => undefined) });
  const first = await order(pair);
  await reaches(market, first.jobId, 'running');
  const second = await order(pair);
  await reaches(market, second.jobId, 'queued');
  await market.anvil.rpc('evm_setNextBlockTimestamp', [
    second.order.runBy - market.ctx.settings.marginSeconds / 2 + 1,
  ]);
  await market.anvil.mine(1);
  await market.ctx.enqueue(second.jobId);
  expect(await reaches(market, second.jobId, 'failed')).toMatchObject({
    reason: 'engine_failed',
    settlement: 'refunded',
  });
  expect(runsOf([second.jobId])).toBe(0);
});

test('another parameter, a revoked approval or a policy that was set makes it another job', async () => {
  const pair = await publishPair(market);
  const first = await outputOf((await order(pair)).jobId);
  expect(await outputOf((await order(pair, { parameters: { folds: 6 } })).jobId)).not.toBe(first);
  await revokeAlgorithm(market.ctx, approvalFor(pair));
  await approveAlgorithm(market.ctx, approvalFor(pair));
  const second = await outputOf((await order(pair)).jobId);
  expect(second).not.toBe(first);
  await setPolicy(market.ctx, { name: 'reef', policy: GuardPolicy.parse({}) });
  expect(await outputOf((await order(pair)).jobId)).not.toBe(second);
});

test('where the owner lets identical jobs run each for itself, they do', async () => {
  const pair = await publishPair(market);
  await setPolicy(market.ctx, { name: 'reef', policy: GuardPolicy.parse({ repeat: 'again' }) });
  try {
    const outputs = [await outputOf((await order(pair)).jobId), await outputOf((await order(pair)).jobId)];
    expect(new Set(outputs).size).toBe(2);
  } finally {
    await setPolicy(market.ctx, { name: 'reef', policy: GuardPolicy.parse({}) });
  }
});

test('what is kept is encrypted, bounded with the oldest gone first, and lost outputs mean another run', async () => {
  const pair = await publishPair(market);
  const first = await order(pair);
  const output = await outputOf(first.jobId);
  const folder = join(market.ctx.settings.stateDirectory, 'kept');
  for (const name of await readdir(folder))
    expect((await readFile(join(folder, name))).includes('mean')).toBe(false);
  expect(await outputOf((await order(pair)).jobId)).toBe(output);
  // 60 bytes hold four outputs of 12 bytes and more.
  for (let folds = 10; folds < 15; folds += 1)
    await outputOf((await order(pair, { parameters: { folds } })).jobId);
  const [{ bytes } = { bytes: 0n }] = await market.ctx.database.sql<{ bytes: bigint }[]>`
    select sum(bytes)::bigint as bytes from compute_provider.kept_outputs where answers`;
  expect(Number(bytes)).toBeLessThanOrEqual(60);
  expect(await outputOf((await order(pair)).jobId)).not.toBe(output);
}, 30_000);

test('outputs that are kept and damaged answer nobody', async () => {
  const pair = await publishPair(market);
  const first = await order(pair);
  const output = await outputOf(first.jobId);
  const { sql } = market.ctx.database;
  await sql`update compute_provider.kept_outputs set file = 'gone.age' where job_id = ${first.jobId}`;
  expect(await outputOf((await order(pair)).jobId)).not.toBe(output);
  await dropAnswers(market.ctx, { datasetId: pair.datasetId.toString(), replacedBy: 'another' });
});

test('the ledger lists every release page by page, repeats as such and counted once', async () => {
  const pair = await publishPair(market);
  const before = await readLedger(market.ctx, { name: 'reef', limit: 100 });
  const first = await order(pair);
  const output = await outputOf(first.jobId);
  const second = await order(pair);
  await outputOf(second.jobId);
  const page = await readLedger(market.ctx, { name: 'reef', limit: 1 });
  expect(page.releases).toMatchObject([
    { jobId: second.jobId, state: 'released', repeated: true, bytes: output.length },
  ]);
  const next = await readLedger(market.ctx, { name: 'reef', limit: 1, cursor: page.next });
  expect(next.releases).toMatchObject([
    {
      jobId: first.jobId,
      repeated: false,
      buyer: market.wallets.buyer.address,
      outputs: [{ name: 'metrics.json' }],
    },
  ]);
  expect(next.releases[0]?.algorithm.metadataDigest).toBe(pair.algorithmDigest);
  const all = await readLedger(market.ctx, { name: 'reef', limit: 100 });
  expect(all.releases).toHaveLength(before.releases.length + 2);
  expect(await releasedBytes(market.ctx, { datasetId: pair.datasetId.toString() })).toBe(output.length);
  await expect(readLedger(market.ctx, { name: 'reef', limit: 1, cursor: '-1' })).rejects.toMatchObject({
    code: 'malformed_request',
  });
});
