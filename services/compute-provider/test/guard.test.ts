import { appendFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { gzipSync } from 'node:zlib';
import { GuardPolicy, GuardReport } from '@atoll/schemas/guard';
import type { MarketContext } from '@atoll/sdk/context';
import { readFindings as readReport } from '@atoll/sdk/read-findings';
import { readGuard } from '@atoll/sdk/read-guard';
import { setGuardPolicy } from '@atoll/sdk/set-guard-policy';
import { privateKeyToAccount } from 'viem/accounts';
import { findSnapshot } from '../src/datasets/find-snapshot.ts';
import { checkGroups } from '../src/guard/check-groups.ts';
import { inspectOutputs } from '../src/guard/inspect-outputs.ts';
import { policyDigestOf } from '../src/guard/policy-digest.ts';
import { releasedParts } from '../src/guard/release-budget.ts';
import { setPolicy } from '../src/guard/set-policy.ts';

import { readFindings } from '../src/jobs/read-findings.ts';
import { giveQuote } from '../src/quotes/give-quote.ts';
import { testDatabase } from '@atoll/tests/support/test-database';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ask, codeOf, type Market, openMarket, orderPair, reaches, requestFor, viewOf } from './market.ts';
import { type Pair, publishPair } from './publish.ts';
import { decide } from './decide.ts';

let market: Market;
let pair: Pair;
const database = await testDatabase();

/** Forty rows that are like no others. */
const rows = Array.from({ length: 40 }, (_, row) =>
  [17, 29, 41, 53].map((prime) => ((((row + 3) * prime * 7919) % 99_991) / 100).toFixed(2)),
);
const copy = JSON.stringify({
  log: gzipSync(rows.map((row) => row.join(',')).join('\n')).toString('base64'),
});
const clean = '{"accuracy":0.97}';

beforeAll(async () => {
  market = await openMarket({ databaseUrl: database.url, slots: 4 });
  const table = ['depth,salt,light,warmth', ...rows.map((row) => row.join(','))].join('\n');
  await writeFile(join(market.directory, 'data', 'reef', 'stations.csv'), `${table}\n`);
  pair = await publishPair(market, { rules: { outputTypes: ['json', 'csv'] } });
});
afterEach(() => policy({}));
afterAll(() => market?.close());

const policy = (changes: Partial<GuardPolicy>) =>
  setPolicy(market.ctx, { name: 'reef', policy: GuardPolicy.parse(changes) });
const run = (files: Readonly<Record<string, string>>, of = pair) => {
  market.engine.behave({ files });
  return orderPair(market, of);
};

test('a hidden copy is held although the dataset releases by itself; the owner reads where, the buyer reads nothing', async () => {
  const { jobId } = await run({ 'metrics.json': copy });
  const held = await reaches(market, jobId, 'output_review');
  expect(held).not.toHaveProperty('findings');
  expect(JSON.stringify(await viewOf(market, jobId))).not.toContain('gzip');

  const path = `/jobs/${jobId}/findings`;
  const shown = await ask(market, 'GET', path, { as: 'dataOwner' });
  const report = GuardReport.parse(await shown.json());
  expect(report).toMatchObject({ verdict: 'hold', datasets: [{ records: 40, chance: 0, allowed: 0 }] });
  expect(report.findings).toContainEqual(
    expect.objectContaining({
      kind: 'records',
      output: 'metrics.json',
      layer: [expect.stringMatching(/^base64@\d+$/), 'gzip@0'],
      match: 'row',
      records: 40,
    }),
  );
  expect(JSON.stringify(report)).not.toContain(rows[5]?.[2]);
  expect(await codeOf(await ask(market, 'GET', path, { as: 'buyer' }))).toBe('not_allowed');
  expect(await codeOf(await ask(market, 'GET', path, { as: 'stranger' }))).toBe('not_allowed');

  await decide(market, jobId, 'withhold');
  expect(await reaches(market, jobId, 'withheld')).toMatchObject({ reason: 'output_withheld' });
});

test('an output without a finding is released without anybody looking, and its report says so', async () => {
  const { jobId } = await run({ 'metrics.json': clean });
  const job = await reaches(market, jobId, 'released');
  expect(job.timeline.map(({ state }) => state)).not.toContain('output_review');
  expect(await readFindings(market.ctx, jobId)).toMatchObject({ verdict: 'pass', findings: [] });
});

test('an owner who wants no such question has the output kept back at once', async () => {
  await policy({ onFinding: 'withhold' });
  const { jobId } = await run({ 'metrics.json': copy });
  expect(await reaches(market, jobId, 'withheld')).toMatchObject({
    reason: 'output_withheld',
    settlement: 'part_refunded',
  });
});

test('as many records as the owner allows may leave', async () => {
  await policy({ maxMatchingRecords: 2 });
  const two = await run({ 'metrics.json': JSON.stringify(rows.slice(0, 2)) });
  await reaches(market, two.jobId, 'released');
  const three = await run({ 'metrics.json': JSON.stringify(rows.slice(0, 3)) });
  await reaches(market, three.jobId, 'output_review');
  await decide(market, three.jobId, 'release');
  await reaches(market, three.jobId, 'released');
});

test('a table with a group below the owner’s size, or without a count, is held', async () => {
  await policy({ minimumGroup: { size: 10, countColumns: ['n'] } });
  const outputs = [{ name: 'groups.csv', type: 'csv' as const, maxBytes: 1000, required: true }];
  const own = await publishPair(market, { rules: { outputTypes: ['csv'] }, manifest: { outputs } });
  const tables = [
    ['kind,N\ncoral,10\nsponge,12\n', 'released', undefined],
    ['kind,n\ncoral,9\nsponge,12\n', 'output_review', { kind: 'small_group', groups: 1, least: 10 }],
    ['kind,n\ncoral,1e9\n', 'output_review', { kind: 'small_group' }],
    ['kind,mean\ncoral,3.5\n', 'output_review', { kind: 'group_size_unknown' }],
  ] as const;
  for (const [table, state, finding] of tables) {
    const { jobId } = await run({ 'groups.csv': table }, own);
    await reaches(market, jobId, state);
    const { findings } = await readFindings(market.ctx, jobId);
    expect(findings).toEqual(finding === undefined ? [] : [expect.objectContaining(finding)]);
  }
});

test('a large table is asked for its groups without keeping the provider from answering', async () => {
  await policy({ minimumGroup: { size: 10, countColumns: ['n'] } });
  const row = `${'coral '.repeat(10_000)},9\n`;
  const bytes = Buffer.from(`kind,n\n${row.repeat(Math.ceil((32 << 20) / row.length))}`);
  const outputs = [{ name: 'groups.csv', type: 'csv', bytes }] as const;
  const snapshots = [await findSnapshotOf(pair)];
  const { jobId } = await run({ 'metrics.json': clean });
  await reaches(market, jobId, 'released');
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const report = await inspectOutputs(market.ctx, { jobId, snapshots, outputs });
  delay.disable();
  expect(report.findings).toContainEqual(expect.objectContaining({ kind: 'small_group' }));
  const begin = performance.now();
  checkGroups({ outputs, groups: [{ dataset: '1', rule: { size: 10, countColumns: ['n'] } }] });
  // Handing it to the guard's process takes a part of what reading it takes here.
  expect(delay.max / 1e6).toBeLessThan((performance.now() - begin) / 4);
});

test('what would go over the budget is held, and where nothing is left no quote is given', async () => {
  const own = await publishPair(market);
  await policy({ maxReleasedBytes: 30 });
  const first = await run({ 'metrics.json': clean }, own);
  await reaches(market, first.jobId, 'released');
  const second = await run({ 'metrics.json': clean }, own);
  await reaches(market, second.jobId, 'output_review');
  expect(await readFindings(market.ctx, second.jobId)).toMatchObject({
    findings: [{ kind: 'budget', released: 17, asked: 17, most: 30 }],
  });
  const datasetId = own.datasetId.toString();
  const parts = { left: 17, underWay: 0, held: 17, unserved: 0, keptBack: 0 };
  expect(await releasedParts(market.ctx, datasetId)).toEqual(parts);
  // While the second may still go, nothing is left for a third.
  await expect(giveQuote(market.ctx, requestFor(market, own))).rejects.toMatchObject({ code: 'not_allowed' });
  await decide(market, second.jobId, 'withhold');
  await reaches(market, second.jobId, 'withheld');
  expect(await releasedParts(market.ctx, datasetId)).toEqual({ ...parts, held: 0, keptBack: 17 });
  await giveQuote(market.ctx, requestFor(market, own));
});

test('fingerprints that are gone or were changed are taken anew, and find the copy', async () => {
  const own = await publishPair(market);
  const [{ file } = { file: '' }] = await market.ctx.database.sql<{ file: string }[]>`
    select file from compute_provider.fingerprints join compute_provider.snapshots using (snapshot)
    where asset_id = ${own.datasetId.toString()}`;
  for (const spoil of [() => rm(file), () => appendFile(file, 'x')]) {
    await spoil();
    const { jobId } = await run({ 'metrics.json': copy }, own);
    await reaches(market, jobId, 'output_review');
    expect(await readFindings(market.ctx, jobId)).toMatchObject({ datasets: [{ records: 40 }] });
  }
});

/** Somebody who asks the provider through the SDK. */
async function client(wallet: 'dataOwner' | 'buyer'): Promise<MarketContext> {
  return {
    chain: await market.as(wallet),
    marketplaceUrl: 'http://marketplace.test',
    providerUrl: 'http://provider.test',
    account: privateKeyToAccount(market.wallets[wallet].privateKey),
    fetch: async (url, init) => market.app().request(url, init),
  };
}

test('the custodian reads and sets how a dataset is guarded; nobody else does', async () => {
  const [owner, buyer] = await Promise.all([client('dataOwner'), client('buyer')]);
  expect(await setGuardPolicy(owner, { name: 'reef', policy: { maxReleasedBytes: 5 } })).toMatchObject({
    policy: { maxReleasedBytes: 5, maxMatchingRecords: 0, onFinding: 'hold', repeat: 'same' },
  });
  const view = await readGuard(owner, 'reef');
  expect(view.policy.maxReleasedBytes).toBe(5);
  // The two rows of the other file say too little each.
  expect(view.snapshots[0]?.fingerprints).toMatchObject({ records: 42, covered: 40, keptOneIn: 1 });
  const refused = { code: 'not_allowed' };
  await expect(setGuardPolicy(buyer, { name: 'reef', policy: {} })).rejects.toMatchObject(refused);
  await expect(readGuard(buyer, 'reef')).rejects.toMatchObject(refused);
  await expect(readGuard(owner, 'none')).rejects.toMatchObject({ code: 'dataset_unknown' });
});

test('the report states which rules and policy were applied, as they stood when the guard looked', async () => {
  const reports = [];
  for (const changes of [{}, { maxMatchingRecords: 3 }]) {
    await policy(changes);
    const { jobId } = await run({ 'metrics.json': clean });
    await reaches(market, jobId, 'released');
    reports.push(await readReport(await client('dataOwner'), jobId));
    await expect(readReport(await client('buyer'), jobId)).rejects.toMatchObject({ code: 'not_allowed' });
  }
  const { rules, salt } = await findSnapshotOf(pair);
  expect(reports.map(({ policyDigest }) => policyDigest)).toEqual(
    [{}, { maxMatchingRecords: 3 }].map((changes) =>
      policyDigestOf([{ rules, salt, policy: GuardPolicy.parse(changes) }]),
    ),
  );
});

async function findSnapshotOf(of: Pair) {
  const [{ snapshot } = { snapshot: '' }] = await market.ctx.database.sql<{ snapshot: string }[]>`
    select snapshot from compute_provider.snapshots where asset_id = ${of.datasetId.toString()}`;
  return findSnapshot(market.ctx, { assetId: of.datasetId.toString(), snapshot });
}
