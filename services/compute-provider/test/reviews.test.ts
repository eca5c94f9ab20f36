import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HeldJob } from '@atoll/schemas/desk';
import type { Bytes32 } from '@atoll/schemas/ids';
import type { DatasetRules } from '@atoll/schemas/metadata/dataset';
import { parseSignedRequestHeader } from '@atoll/schemas/signed-request';
import { testDatabase } from '@atoll/tests/support/test-database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { haltProvider } from '../src/desk/halt-provider.ts';
import { resumeProvider } from '../src/desk/resume-provider.ts';
import { jobFolder } from '../src/jobs/folders.ts';
import { decide } from './decide.ts';
import {
  ask,
  type AskOptions,
  codeOf,
  type Market,
  openMarket,
  orderPair,
  reaches,
  viewOf,
} from './market.ts';
import { type Pair, publishPair } from './publish.ts';

let market: Market;
const database = await testDatabase();
beforeAll(async () => {
  market = await openMarket({ databaseUrl: database.url, slots: 32, reviewers: ['treasury', 'provider'] });
});
afterAll(() => market?.close());

const files = { 'metrics.json': '{"accuracy":1}' };
const csv = { name: 'table.csv', type: 'csv', maxBytes: 1000, required: true } as const;

function publish(reviewers: 1 | 2, rules: Partial<DatasetRules> = {}): Promise<Pair> {
  return publishPair(market, { rules: { release: 'review', reviewers, ...rules }, reviewWindow: 3600 });
}

let folds = 2;

/** A job whose outputs are held, with what its reviewers see; another one than any before, which would wait for its answer. */
async function hold(pair: Pair, outputs: Readonly<Record<string, string>> = files): Promise<HeldJob> {
  market.engine.behave({ files: outputs });
  const { jobId } = await orderPair(market, pair, { parameters: { folds: (folds += 1) } });
  await reaches(market, jobId, 'output_review');
  return heldJob(jobId);
}

async function heldJob(jobId: Bytes32): Promise<HeldJob> {
  const response = await ask(market, 'GET', '/reviews', { as: 'treasury' });
  const found = z
    .array(HeldJob)
    .parse(await response.json())
    .find((each) => each.jobId === jobId);
  if (found === undefined) throw new Error('the job is not held');
  return found;
}

const send = (jobId: Bytes32, json: unknown, as?: AskOptions['as']) =>
  ask(market, 'POST', `/jobs/${jobId}/review`, { json, ...(as === undefined ? {} : { as }) });
const release = ({ jobId, outputsDigest }: HeldJob, as: AskOptions['as'], note?: string) =>
  send(jobId, { decision: 'release', outputsDigest, ...(note === undefined ? {} : { note }) }, as);

test('a reviewer sees what is held, by name, size and digest, with the findings and until when', async () => {
  const held = await hold(await publish(2));
  expect(held).toMatchObject({
    buyer: market.wallets.buyer.address,
    outputs: [{ name: 'metrics.json', type: 'json', bytes: 14 }],
    report: { verdict: 'pass', findings: [] },
    reviewers: 2,
    decisions: [],
    reviewBy: (await viewOf(market, held.jobId)).deadlines.reviewBy,
  });
  for (const as of ['buyer', 'stranger', 'operator'] as const) {
    expect(await codeOf(await ask(market, 'GET', '/reviews', { as }))).toBe('not_allowed');
    const path = `/reviews/${held.jobId}/outputs/metrics.json`;
    expect(await codeOf(await ask(market, 'GET', path, { as }))).toBe('not_allowed');
    expect(await codeOf(await release(held, as))).toBe('not_allowed');
  }
  expect(await codeOf(await release(held, undefined))).toBe('invalid_signature');
  expect((await viewOf(market, held.jobId)).state).toBe('output_review');
});

test('two different accounts have to release; one account twice is one', async () => {
  const held = await hold(await publish(2));
  expect((await release(held, 'treasury', 'looks fine')).status).toBe(200);
  expect((await release(held, 'treasury')).status).toBe(200);
  expect(
    (await Promise.all([1, 2, 3].map(() => release(held, 'treasury')))).map(({ status }) => status),
  ).toEqual([200, 200, 200]);
  await market.ctx.enqueue(held.jobId);
  const waiting = await heldJob(held.jobId);
  expect(waiting.decisions).toMatchObject([
    { reviewer: market.wallets.treasury.address, decision: 'release' },
  ]);
  expect((await release(held, 'dataOwner')).status).toBe(200);
  await reaches(market, held.jobId, 'released');
  expect(await codeOf(await release(held, 'provider'))).toBe('conflict');
});

test('two who release at the same time are two', async () => {
  const held = await hold(await publish(2));
  const both = await Promise.all([release(held, 'treasury'), release(held, 'dataOwner')]);
  expect(both.map(({ status }) => status)).toEqual([200, 200]);
  await reaches(market, held.jobId, 'released');
});

test('one who withholds is enough, also after having released, and also against two who release later', async () => {
  const held = await hold(await publish(2));
  await release(held, 'treasury');
  expect((await send(held.jobId, { decision: 'withhold', note: 'I looked again' }, 'treasury')).status).toBe(
    200,
  );
  for (const as of ['dataOwner', 'provider'] as const)
    expect(await codeOf(await release(held, as))).toBe('conflict');
  expect(await reaches(market, held.jobId, 'withheld')).toMatchObject({
    reason: 'output_withheld',
    settlement: 'part_refunded',
  });
});

test('where one reviewer is enough, any of them is', async () => {
  const held = await hold(await publish(1));
  await release(held, 'provider');
  await reaches(market, held.jobId, 'released');
});

test('a release is for the outputs that were seen: one for another job, another attempt, or for none is refused', async () => {
  const pair = await publish(2);
  const [seen, other] = [await hold(pair), await hold(pair)];
  expect(seen.outputs).toEqual(other.outputs);
  expect(seen.outputsDigest).not.toBe(other.outputsDigest);
  expect(await codeOf(await send(other.jobId, { decision: 'release' }, 'treasury'))).toBe(
    'malformed_request',
  );
  const replayed = { decision: 'release', outputsDigest: seen.outputsDigest };
  expect(await codeOf(await send(other.jobId, replayed, 'treasury'))).toBe('conflict');
  expect((await heldJob(other.jobId)).decisions).toEqual([]);

  await release(other, 'treasury');
  // The order was mined again after a reorganisation: the same outputs come out of another attempt.
  await market.ctx.database.sql`update compute_provider.jobs set attempt = 2 where job_id = ${other.jobId}`;
  await market.ctx.database
    .sql`update compute_provider.attempts set attempt = 2 where job_id = ${other.jobId}`;
  expect((await heldJob(other.jobId)).decisions).toEqual([]);
  expect(await codeOf(await release(other, 'dataOwner'))).toBe('conflict');
  expect((await viewOf(market, other.jobId)).state).toBe('output_review');
});

test('a release by an account that is no reviewer any more does not count', async () => {
  const held = await hold(await publish(2));
  await release(held, 'treasury');
  await market.ctx.database.sql`update compute_provider.review_decisions
    set reviewer = ${market.wallets.stranger.address} where job_id = ${held.jobId}`;
  await release(held, 'dataOwner');
  expect((await heldJob(held.jobId)).decisions).toHaveLength(2);
});

test('a signed decision is worth nothing a second time, and is kept as evidence with its signature', async () => {
  const [held, other] = [await hold(await publish(1)), await hold(await publish(1))];
  const path = `/jobs/${held.jobId}/review`;
  const json = { decision: 'release', outputsDigest: held.outputsDigest, note: '=1+1 <b>' };
  const headers: Record<string, string> = {};
  const app = market.app();
  const request = app.request.bind(app);
  app.request = (input, init, ...rest) => {
    Object.assign(headers, Object.fromEntries(new Headers(init?.headers ?? {})));
    return request(input, init, ...rest);
  };
  expect((await ask(market, 'POST', path, { as: 'treasury', json, app })).status).toBe(200);
  expect(headers['atoll-signature']).toBeDefined();
  for (const target of [path, `/jobs/${other.jobId}/review`])
    expect(await codeOf(await ask(market, 'POST', target, { json, headers }))).toBe('invalid_signature');
  const [row] = await market.ctx.database.sql<{ evidence: unknown; note: string }[]>`
    select evidence, note from compute_provider.review_decisions where job_id = ${held.jobId}`;
  expect(row).toMatchObject({
    note: '=1+1 <b>',
    evidence: { method: 'POST', path, body: JSON.stringify(json) },
  });
  const kept = z.object({ header: z.string() }).parse(row?.evidence);
  expect(parseSignedRequestHeader(kept.header).data?.address).toBe(market.wallets.treasury.address);
});

test('a note that could drive a terminal is refused', async () => {
  const held = await hold(await publish(1));
  const json = { decision: 'withhold', note: 'fine\u001b[2J' };
  expect(await codeOf(await send(held.jobId, json, 'treasury'))).toBe('malformed_request');
});

test('nothing is released during a halt, and what was decided before goes on after it', async () => {
  const held = await hold(await publish(2));
  await release(held, 'treasury');
  await haltProvider(market.ctx, { reason: 'an incident' });
  expect(await codeOf(await release(held, 'dataOwner'))).toBe('provider_halted');
  expect((await heldJob(held.jobId)).decisions).toHaveLength(1);
  await resumeProvider(market.ctx);
  await release(held, 'dataOwner');
  await reaches(market, held.jobId, 'released');
});

test('a held output is served inert: as it would be released, or as text that does nothing', async () => {
  const pair = await publishPair(market, {
    rules: { release: 'review', outputTypes: ['json', 'csv'] },
    reviewWindow: 3600,
    manifest: { outputs: [csv] },
  });
  const held = await hold(pair, { 'table.csv': 'kind,n\ncoral,-3\n"a,b",2\n' });
  const path = `/reviews/${held.jobId}/outputs/table.csv`;
  const raw = await ask(market, 'GET', path, { as: 'provider' });
  expect(Object.fromEntries(raw.headers)).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': 'attachment; filename="table.csv"',
    'x-content-type-options': 'nosniff',
    'content-security-policy': expect.stringMatching(/^sandbox; default-src 'none'/),
    'cache-control': 'private, no-store',
  });
  expect((await raw.text()).split('\r\n')[1]).toBe('coral,-3');
  // What the guard would refuse, on disk all the same: the view stands for itself.
  const file = join(jobFolder(market.ctx, held.jobId).clean, 'table.csv');
  await writeFile(file, 'kind,n\n=cmd,\u001b[2J\n');
  expect(await codeOf(await ask(market, 'GET', path, { as: 'provider' }))).toBe('digest_mismatch');
  expect(await codeOf(await ask(market, 'GET', `${path}?view=safe`, { as: 'provider' }))).toBe(
    'digest_mismatch',
  );
});

test('the safe view of a table begins no cell with a formula and is plain text', async () => {
  const held = await hold(await publish(1), { 'metrics.json': '{"note":"=1"}' });
  const path = `/reviews/${held.jobId}/outputs/metrics.json`;
  const safe = await ask(market, 'GET', `${path}?view=safe`, { as: 'dataOwner' });
  expect(safe.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(safe.headers.get('content-disposition')).toContain('attachment');
  expect(await safe.text()).toBe('{"note":"=1"}');
  expect(await codeOf(await ask(market, 'GET', `${path}?view=page`, { as: 'dataOwner' }))).toBe(
    'malformed_request',
  );
});

test('only a name that the guard wrote leads to a file, and only while the job is held', async () => {
  const held = await hold(await publish(1));
  const at = (name: string, jobId: string = held.jobId) =>
    ask(market, 'GET', `/reviews/${jobId}/outputs/${name}`, { as: 'dataOwner' });
  for (const name of ['..%2Fparameters.json', '%2Fetc%2Fpasswd', '.metrics.json', 'a'.repeat(200)])
    expect(await codeOf(await at(name)), name).toBe('malformed_request');
  expect(await codeOf(await at('parameters.json'))).toBe('not_found');
  expect(await codeOf(await at('metrics.json', `0x${'ab'.repeat(32)}`))).toBe('not_found');
  await decide(market, held.jobId, 'release');
  await reaches(market, held.jobId, 'released');
  expect(await codeOf(await at('metrics.json'))).toBe('not_found');
});
