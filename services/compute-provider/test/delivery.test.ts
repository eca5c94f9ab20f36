import type { Bytes32 } from '@atoll/schemas/ids';
import { RekeyedResult } from '@atoll/schemas/provider-api';
import { decryptResult } from '@atoll/sdk/decrypt-result';
import { createIdentity } from '@atoll/sdk/recipient';
import { verifyResult } from '@atoll/sdk/verify-result';
import { systemClock } from '@atoll/server-kit/clock';
import { parseCid } from '@atoll/storage/digest';
import { testDatabase } from '@atoll/tests/support/test-database';
import { waitFor } from '@atoll/tests/support/wait';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jobFolder } from '../src/jobs/folders.ts';
import { readResult } from '../src/jobs/read-result.ts';
import { dropAnswers } from '../src/limits/kept-outputs.ts';
import { deliverResult } from '../src/settlement/deliver-result.ts';
import { rekeyResult } from '../src/settlement/rekey-result.ts';
import { sweepResults } from '../src/settlement/sweep-results.ts';
import { findJob } from '../src/store/job-row.ts';
import { decide } from './decide.ts';
import { ask, codeOf, type Market, openMarket, orderPair, reaches, viewOf } from './market.ts';
import { publishPair, type Pair } from './publish.ts';
import { openSecondPlace, type SecondPlace } from './second-place.ts';

let market: Market;
let place: SecondPlace;
let pair: Pair;
/** Milliseconds by which the provider's clock is ahead. */
let ahead = 0;
const me = await createIdentity();
const database = await testDatabase();
beforeAll(async () => {
  place = await openSecondPlace();
  const clock = { ...systemClock, now: () => new Date(systemClock.now().getTime() + ahead) };
  market = await openMarket({ databaseUrl: database.url, marketplaceUrl: place.url, resultDays: 7, clock });
  pair = await publishPair(market);
});
beforeEach(() => market.engine.behave({ files: { 'metrics.json': '{"accuracy":0.97}' } }));
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  await market?.close();
  await place?.close();
});

async function released(changes: Readonly<Record<string, unknown>> = {}) {
  const { jobId } = await orderPair(market, pair, { recipient: me.publicKey, ...changes });
  return reaches(market, jobId, 'released');
}

/** Every file of an encrypted result, from the provider's own gateway. */
async function fetched(cid: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of market.ctx.storage.getFile(parseCid(cid), { localOnly: true })) parts.push(part);
  return new Uint8Array(Buffer.concat(parts));
}

const rekey = (jobId: Bytes32, recipient: Bytes32, as: 'buyer' | 'stranger' | 'dataOwner' = 'buyer') =>
  ask(market, 'POST', `/jobs/${jobId}/rekey`, { as, json: { recipient } });

test('a result lies in both places, and the view says until when it is kept', async () => {
  const { result } = await released();
  expect(place.pins.has(result?.cid ?? '')).toBe(true);
  const days = (Date.parse(result?.keptUntil ?? '') - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(6.9);
  expect(days).toBeLessThanOrEqual(7);
  // Padded: 17 bytes are not to be told from others.
  expect(result?.size).toBeGreaterThan(4096);
});

test('outputs that change on the disk while they are held leave for nobody, and the buyer is refunded', async () => {
  const held = await publishPair(market, { rules: { release: 'review' }, reviewWindow: 3600 });
  const { jobId } = await orderPair(market, held, { recipient: me.publicKey });
  await reaches(market, jobId, 'output_review');
  await writeFile(join(jobFolder(market.ctx, jobId).clean, 'metrics.json'), '{"rows":"all of them"}');
  await decide(market, jobId, 'release');
  const job = await reaches(market, jobId, 'failed');
  expect(job).toMatchObject({ reason: 'storage_failed', settlement: 'refunded' });
  expect(job.result).toBeUndefined();
});

test('a rekeyed result opens with the new identity and verifies against the receipt on chain', async () => {
  const { jobId, result } = await released();
  const other = await createIdentity();
  const rekeyed = RekeyedResult.parse(await (await rekey(jobId, other.publicKey)).json());
  expect(rekeyed.cid).not.toBe(result?.cid);
  expect(place.pins.has(rekeyed.cid)).toBe(true);
  const clear = await decryptResult(await fetched(rekeyed.cid), other.identity);
  expect(Buffer.from(clear.outputs.get('metrics.json') ?? []).toString()).toBe('{"accuracy":0.97}');
  if (clear.receipt === undefined) throw new Error('the receipt is missing');
  const chain = await market.as('stranger');
  const statement = await verifyResult(chain, { signed: clear.receipt, result: clear });
  expect(statement.predicate.jobId).toBe(jobId);
  await expect(decryptResult(await fetched(rekeyed.cid), me.identity)).rejects.toMatchObject({
    code: 'not_allowed',
  });
  expect(RekeyedResult.parse(await (await rekey(jobId, other.publicKey)).json())).toEqual(rekeyed);
});

test('a result is not rekeyed for a recipient to which nothing can be encrypted', async () => {
  const { jobId } = await released();
  expect(await codeOf(await rekey(jobId, `0x${'00'.repeat(32)}`))).toBe('invalid_order');
});

test('a delivery that is tried again and again keeps one copy of the outputs', async () => {
  const folder = join(market.ctx.settings.stateDirectory, 'kept');
  const before = await readdir(folder);
  const putFile = vi
    .spyOn(market.ctx.storage, 'putFile')
    .mockRejectedValue(new Error('the block store is full'));
  const { jobId } = await orderPair(market, pair, { recipient: me.publicKey });
  await waitFor('the first try', () => Promise.resolve(putFile.mock.calls.length > 0));
  const job = await findJob(market.ctx, jobId);
  if (job === undefined) throw new Error('the job is gone');
  for (let tries = 0; tries < 3; tries += 1)
    await expect(deliverResult(market.ctx, job)).rejects.toThrow('the block store is full');
  expect(await readdir(folder)).toHaveLength(before.length + 1);
  putFile.mockRestore();
  await market.ctx.enqueue(jobId);
  await reaches(market, jobId, 'released');
  expect(await readdir(folder)).toHaveLength(before.length + 1);
});

test('nobody but the buyer has a result rekeyed, nor anyone before it is released, nor for any number of recipients', async () => {
  const { jobId } = await released();
  const thief = await createIdentity();
  for (const who of ['stranger', 'dataOwner'] as const)
    expect(await codeOf(await rekey(jobId, thief.publicKey, who))).toBe('not_found');
  const { promise, resolve } = Promise.withResolvers<undefined>();
  market.engine.behave({ files: { 'metrics.json': '{}' }, until: promise });
  const running = await orderPair(market, pair, { recipient: me.publicKey, parameters: { folds: 9 } });
  await reaches(market, running.jobId, 'running');
  expect(await codeOf(await rekey(running.jobId, thief.publicKey))).toBe('result_not_ready');
  resolve(undefined);
  await reaches(market, running.jobId, 'released');
  const recipients = await Promise.all(Array.from({ length: 6 }, () => createIdentity()));
  const answers = await Promise.all(recipients.map(({ publicKey }) => rekey(jobId, publicKey)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(4);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(2);
});

test('a buyer sees whole seconds and no exit code, the custodian exact figures', async () => {
  market.engine.behave({ outcome: { kind: 'exited', code: 137 }, wallSeconds: 0.7 });
  const { jobId } = await orderPair(market, pair, { parameters: { folds: 33 } });
  await reaches(market, jobId, 'failed');
  const view = await viewOf(market, jobId);
  for (const { at } of view.timeline) expect(at).toMatch(/\.000Z$/);
  expect(JSON.stringify(view)).not.toMatch(/:"?137\b/);
  expect(await codeOf(await ask(market, 'GET', `/jobs/${jobId}/attempts`, { as: 'buyer' }))).toBe(
    'not_allowed',
  );
  const attempts = await ask(market, 'GET', `/jobs/${jobId}/attempts`, { as: 'dataOwner' });
  expect(await attempts.json()).toMatchObject([
    { attempt: 1, outcome: 'exited', exitCode: 137, usage: { wallSeconds: 0.7, cpuSeconds: 0.4 } },
  ]);
  const receipt = await ask(market, 'GET', `/jobs/${jobId}/receipt`, { as: 'buyer' });
  expect(await receipt.json()).toMatchObject({
    statement: { predicate: { usage: { wallSeconds: 1, cpuSeconds: 1, peakMemoryBytes: 16 << 20 } } },
  });
});

test('after its days a result is gone from both places, and its outputs with it', async () => {
  const { jobId, result } = await released({ parameters: { folds: 44 } });
  const other = await createIdentity();
  const { cid } = RekeyedResult.parse(await (await rekey(jobId, other.publicKey)).json());
  await dropAnswers(market.ctx, { jobId });
  ahead = 8 * 86_400_000;
  try {
    await sweepResults(market.ctx);
    // Signatures are checked against the same clock, so the verbs are asked themselves.
    const reader = market.wallets.buyer.address;
    await expect(readResult(market.ctx, { jobId, reader })).rejects.toMatchObject({ code: 'result_expired' });
    await expect(
      rekeyResult(market.ctx, { jobId, reader, recipient: other.publicKey }),
    ).rejects.toMatchObject({ code: 'result_expired' });
    for (const each of [result?.cid ?? '', cid]) {
      expect(place.pins.has(each)).toBe(false);
      expect((await ask(market, 'GET', `/ipfs/${each}?format=raw`)).status).toBe(404);
    }
    const [row] = await market.ctx.database.sql`
      select file, identity from compute_provider.kept_outputs where job_id = ${jobId}`;
    expect(row).toMatchObject({ file: null, identity: null });
    const left = await market.ctx.database.sql`
      select file from compute_provider.kept_outputs where file is not null`;
    const folder = join(market.ctx.settings.stateDirectory, 'kept');
    await waitFor('the files to be gone', async () => (await readdir(folder)).length === left.length);
  } finally {
    ahead = 0;
  }
});

test('a second place that takes a result and does not give it back is noted', async () => {
  place.forget();
  const { jobId } = await released({ parameters: { folds: 55 } });
  const [row] = await market.ctx.database.sql<{ note: string }[]>`
    select note from compute_provider.jobs where job_id = ${jobId}`;
  expect(row?.note).toContain('the second place did not take the result');
});
