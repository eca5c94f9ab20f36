import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { simulateThenSend } from '@atoll/chain/write';
import { readAsset } from '@atoll/chain/read-asset';
import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import { DatasetSnapshot, RegistrationProgress, ReviseRules } from '@atoll/schemas/provider-api';
import { watchSyncs } from '@atoll/tests/support/synced-paths';
import { testDatabase } from '@atoll/tests/support/test-database';
import { waitFor } from '@atoll/tests/support/wait';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bindDataset } from '../src/datasets/bind-dataset.ts';
import { checkDue } from '../src/datasets/check-due.ts';
import { listDatasets } from '../src/datasets/list-datasets.ts';
import { checkDataset } from '../src/datasets/record-check.ts';
import { registerDataset } from '../src/datasets/register-dataset.ts';
import { createRegistrations } from '../src/datasets/registrations.ts';
import { reviseRules } from '../src/datasets/revise-rules.ts';
import { retireSnapshots } from '../src/datasets/retire-snapshots.ts';
import { giveQuote } from '../src/quotes/give-quote.ts';
import { ask, codeOf, type Market, openMarket, orderPair, reaches, requestFor } from './market.ts';
import { losingCommit } from './losing-commit.ts';
import { approveOnChain, type Pair, publishPair } from './publish.ts';

let market: Market;
const database = await testDatabase();
beforeAll(async () => {
  market = await openMarket({ databaseUrl: database.url, slots: 8 });
  await mkdir(join(market.directory, 'data', 'large'), { recursive: true });
  await writeFile(join(market.directory, 'data', 'large', 'large.bin'), '');
  await truncate(join(market.directory, 'data', 'large', 'large.bin'), 40 << 20);
  market.engine.behave({ files: { 'metrics.json': '{"accuracy":1}' } });
});
afterAll(() => market?.close());

const rules = { release: 'auto' as const, outputTypes: ['json' as const], maxOutputBytes: 10_000 };
const folder = (name: string) => ({ kind: 'folder' as const, path: join(market.directory, 'data', name) });
const viewOf = async (snapshot: string) =>
  (await listDatasets(market.ctx)).find((each) => each.snapshot === snapshot);
const currentOf = async (pair: Pair) =>
  (await listDatasets(market.ctx)).find(
    ({ asset, state }) => asset?.endsWith(`/${pair.datasetId}`) === true && state === 'bound',
  )?.snapshot ?? '';
const snapshotPath = (snapshot: string, ...parts: string[]) =>
  join(market.ctx.settings.stateDirectory, 'snapshots', snapshot, ...parts);
const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Registers another version and has the asset commit to it; the custodian has not bound it yet. */
async function edit(pair: Pair): Promise<{ pair: Pair; snapshot: DatasetSnapshot }> {
  const snapshot = await registerDataset(market.ctx, { name: 'reef', source: folder('reef'), rules });
  const chain = await market.as('dataOwner');
  const datasetDigest = `0x${randomBytes(32).toString('hex')}` as const;
  await simulateThenSend(chain, {
    address: market.book.contracts.assetRegistry,
    abi: assetRegistryAbi,
    functionName: 'update',
    args: [
      pair.datasetId,
      (await readAsset(chain, pair.datasetId)).version,
      datasetDigest,
      snapshot.commitment.digest,
    ],
  });
  expect((await readAsset(chain, pair.datasetId)).commitment).toBe(snapshot.commitment.digest);
  return { pair: { ...pair, datasetDigest }, snapshot };
}

/** Lets block time pass, and the provider look for orders up to then. */
async function pass(seconds: number): Promise<void> {
  await market.anvil.rpc('evm_increaseTime', [seconds]);
  await market.anvil.rpc('evm_mine', []);
  const head = await (await market.as('stranger')).publicClient.getBlock();
  await waitFor('the block to be read', async () => {
    const [row] = await market.ctx.database.sql<{ number: bigint }[]>`
      select number from compute_provider.chain_cursor`;
    return row !== undefined && row.number >= head.number;
  });
}

test('a snapshot and its fingerprints are on disk before anything names them', async () => {
  const syncs = await watchSyncs();
  const { snapshot } = await registerDataset(market.ctx, {
    name: 'lagoon',
    source: folder('reef'),
    rules,
  }).finally(syncs.end);
  const { stateDirectory } = market.ctx.settings;
  expect(syncs.paths).toEqual(
    expect.arrayContaining([
      `${snapshotPath(snapshot)}.partial/reef.csv`,
      `${snapshotPath(snapshot)}.partial`,
      join(stateDirectory, 'snapshots'),
      join(stateDirectory, 'fingerprints'),
    ]),
  );
});

test('a source that fails, or is stopped, leaves nothing behind', async () => {
  const left = async () => [
    await readdir(snapshotPath('')),
    await readdir(join(market.ctx.settings.stateDirectory, 'fingerprints')).catch(() => []),
  ];
  const before = await left();
  const source = { kind: 'http' as const, files: [{ url: 'http://127.0.0.1:1/', name: 'a.csv' }] };
  await expect(registerDataset(market.ctx, { name: 'x', source, rules })).rejects.toMatchObject({
    code: 'source_refused',
  });
  const ctx = {
    ...market.ctx,
    settings: { ...market.ctx.settings, sources: { ...market.ctx.settings.sources, maxBytes: 10 } },
  };
  await expect(registerDataset(ctx, { name: 'x', source: folder('reef'), rules })).rejects.toMatchObject({
    code: 'source_refused',
  });
  await expect(
    registerDataset(
      market.ctx,
      { name: 'x', source: folder('large'), rules },
      { signal: AbortSignal.abort() },
    ),
  ).rejects.toThrow();
  expect(await left()).toEqual(before);
});

test('a registration is joined by the same request, kept from another one of its name, and can be stopped', async () => {
  const slow = createRegistrations({ waitMs: 0 });
  const input = { name: 'slow', source: folder('large'), rules, integrity: 'sampled' as const };
  const first = RegistrationProgress.parse(await slow.join(market.ctx, input));
  expect(first).toMatchObject({ registering: 'slow', phase: 'staging' });
  expect(await slow.look('slow')).toMatchObject({ registering: 'slow' });
  expect(await slow.look('another')).toBeUndefined();
  await expect(slow.join(market.ctx, { ...input, integrity: 'full' })).rejects.toMatchObject({
    code: 'conflict',
  });
  expect(await slow.stop('slow')).toBe(true);
  expect(await slow.stop('slow')).toBe(false);
  expect((await listDatasets(market.ctx)).some(({ name }) => name === 'slow')).toBe(false);
  await slow.join(market.ctx, input);
  let end: DatasetSnapshot | undefined;
  await waitFor('the snapshot', async () => {
    const reply = await slow.join(market.ctx, input);
    if ('snapshot' in reply) end = reply;
    return end !== undefined;
  });
  expect(end).toMatchObject({ name: 'slow', state: 'unbound', source: { kind: 'folder' } });
  expect((await listDatasets(market.ctx)).filter(({ name }) => name === 'slow')).toHaveLength(1);
  // What was looked at is read again and again, and asking for the same then means another version.
  await slow.join(market.ctx, { ...input, name: 'looked' });
  const seen: (DatasetSnapshot | RegistrationProgress)[] = [];
  await waitFor('the snapshot to be seen', async () => {
    const found = await slow.look('looked');
    if (found !== undefined) seen.push(found);
    return found !== undefined && 'snapshot' in found;
  });
  expect(await slow.look('looked')).toEqual(seen.at(-1));
  const next = await slow.join(market.ctx, { ...input, name: 'looked' }, { waitMs: 60_000 });
  expect(next).toMatchObject({ name: 'looked', state: 'unbound' });
  expect(next).not.toEqual(seen.at(-1));
  // One that has ended unasked stands in nobody's way.
  await slow.join(market.ctx, input);
  await waitFor('the next version', async () => {
    const versions = (await listDatasets(market.ctx)).filter(({ name }) => name === 'slow');
    return versions.length === 2;
  });
  await waitFor('another input to be taken', () =>
    slow.join(market.ctx, { ...input, integrity: 'full' }).then(
      () => true,
      () => false,
    ),
  );
  await slow.close();
});

test('the custodian registers over HTTP and stops nothing that is not there; others do neither', async () => {
  const json = {
    name: 'over-http',
    source: { ...folder('reef'), kind: 'file', path: join(folder('reef').path, 'reef.csv') },
    rules,
  };
  const response = await ask(market, 'POST', '/datasets', { as: 'dataOwner', json });
  expect([response.status, DatasetSnapshot.parse(await response.json())]).toMatchObject([
    201,
    { state: 'unbound', source: { kind: 'file' }, integrity: { state: 'intact', beforeRuns: 'sampled' } },
  ]);
  const path = '/datasets/over-http/staging';
  expect(await codeOf(await ask(market, 'DELETE', path, { as: 'dataOwner' }))).toBe('not_found');
  for (const [method, where] of [
    ['POST', '/datasets'],
    ['DELETE', path],
    ['POST', '/datasets/check'],
  ] as const)
    expect(await codeOf(await ask(market, method, where, { as: 'buyer', json }))).toBe('not_allowed');
});

test('an old version stays for the jobs that were ordered on it and goes when nothing names it', async () => {
  const pair = await publishPair(market);
  const old = await currentOf(pair);
  const quoted = await giveQuote(market.ctx, requestFor(market, pair));
  const edited = await edit(pair);
  // Between the edit and the binding nothing is quoted: the chain says what counts.
  await expect(giveQuote(market.ctx, requestFor(market, edited.pair))).rejects.toMatchObject({
    code: 'dataset_unknown',
  });
  await bindDataset(market.ctx, { snapshot: edited.snapshot.snapshot, assetId: pair.datasetId.toString() });
  expect(await retireSnapshots(market.ctx)).toEqual([]);
  expect(await viewOf(old)).toMatchObject({ state: 'superseded' });
  expect(await viewOf(edited.snapshot.snapshot)).toMatchObject({ state: 'bound' });
  // The quote that was given on the old version may still be ordered.
  expect(await retireSnapshots(market.ctx, { graceMs: 0 })).toEqual([]);
  expect(await isThere(snapshotPath(old, 'reef.csv'))).toBe(true);

  await pass(quoted.validUntil - Math.floor(Date.now() / 1000) + 2 * 3600);
  expect(await retireSnapshots(market.ctx, { graceMs: 0 })).toEqual([old]);
  expect(await viewOf(old)).toMatchObject({ state: 'removed' });
  expect([
    await isThere(snapshotPath(old)),
    await isThere(join(market.ctx.settings.stateDirectory, 'fingerprints', old)),
  ]).toEqual([false, false]);
  expect(await isThere(snapshotPath(edited.snapshot.snapshot, 'reef.csv'))).toBe(true);
  await expect(
    bindDataset(market.ctx, { snapshot: old, assetId: pair.datasetId.toString() }),
  ).rejects.toMatchObject({ code: 'conflict' });
  await approveOnChain(market, edited.pair);
  const { jobId } = await orderPair(market, edited.pair);
  await reaches(market, jobId, 'released');
});

test('files whose row was committed are kept, although nobody heard of the commit', async () => {
  const known = new Set((await listDatasets(market.ctx)).map(({ snapshot }) => snapshot));
  const losing = losingCommit(market);
  const lost = { code: 'CONNECTION_CLOSED' };
  const input = { name: 'unheard', source: folder('reef'), rules };
  await expect(registerDataset(losing, input)).rejects.toMatchObject(lost);
  const made = async () => (await listDatasets(market.ctx)).filter(({ snapshot }) => !known.has(snapshot));
  const [first] = await made();
  const other = ReviseRules.parse({ snapshot: first?.snapshot, rules: { ...rules, release: 'review' } });
  await expect(reviseRules(losing, other)).rejects.toMatchObject(lost);
  const snapshots = await made();
  expect(snapshots).toHaveLength(2);
  for (const { snapshot } of snapshots) expect(await isThere(snapshotPath(snapshot, 'reef.csv'))).toBe(true);
});

test('files stay registered under other rules: the same commitment, used once bound, while older quotes keep their rules', async () => {
  const pair = await publishPair(market);
  const old = await currentOf(pair);
  const quoted = await giveQuote(market.ctx, requestFor(market, pair));
  const json = { snapshot: old, rules: { ...rules, release: 'review', precision: 4 } };
  expect(await codeOf(await ask(market, 'POST', '/datasets/rules', { as: 'buyer', json }))).toBe(
    'not_allowed',
  );
  const response = await ask(market, 'POST', '/datasets/rules', { as: 'dataOwner', json });
  const revised = DatasetSnapshot.parse(await response.json());
  expect([response.status, revised.state, revised.rules]).toEqual([201, 'unbound', json.rules]);
  const { commitment } = (await viewOf(old)) ?? {};
  expect([revised.commitment, revised.snapshot === old]).toEqual([commitment, false]);
  // Asked again, after an answer that was lost, it is the same one.
  expect((await reviseRules(market.ctx, ReviseRules.parse(json))).snapshot).toBe(revised.snapshot);

  // Until it is bound the rules from before hold.
  expect(await currentOf(pair)).toBe(old);
  await bindDataset(market.ctx, { snapshot: revised.snapshot, assetId: pair.datasetId.toString() });
  expect(await currentOf(pair)).toBe(revised.snapshot);
  expect((await checkDataset(market.ctx, revised.snapshot)).integrity?.state).toBe('intact');
  expect(await retireSnapshots(market.ctx, { graceMs: 0 })).toEqual([]);
  await pass(quoted.validUntil - Math.floor(Date.now() / 1000) + 2 * 3600);
  expect(await retireSnapshots(market.ctx, { graceMs: 0 })).toContain(old);
  // The files are those of the newer one as well.
  expect(await isThere(snapshotPath(revised.snapshot, 'reef.csv'))).toBe(true);
  await approveOnChain(market, pair);
  const { jobId } = await orderPair(market, pair);
  await reaches(market, jobId, 'output_review');
  expect(await codeOf(await ask(market, 'POST', '/datasets/rules', { as: 'dataOwner', json }))).toBe(
    'conflict',
  );
});

test('a removal that a crash cut short is finished at the start, and folders without a row go', async () => {
  const [{ snapshot } = { snapshot: '' }] = (await listDatasets(market.ctx)).filter(
    ({ state }) => state === 'removed',
  );
  await market.restart(async () => {
    for (const name of [snapshot, 'orphan-0123456789ab', 'orphan-0123456789ab.partial']) {
      await mkdir(snapshotPath(name), { recursive: true });
      await writeFile(snapshotPath(name, 'a.csv'), 'a');
    }
  });
  const names = await readdir(snapshotPath(''));
  const kept = (await listDatasets(market.ctx)).filter(({ state }) => state !== 'removed');
  expect(names.toSorted()).toEqual(kept.map((each) => each.snapshot).toSorted());
});

test('a version under another name is not bound: the guard’s policy goes by the name', async () => {
  const pair = await publishPair(market);
  const other = await registerDataset(market.ctx, { name: 'unguarded', source: folder('reef'), rules });
  await expect(
    bindDataset(market.ctx, { snapshot: other.snapshot, assetId: pair.datasetId.toString() }),
  ).rejects.toMatchObject({ code: 'conflict', data: {} });
});

test('changed files are found before a run, refuse quotes, and are quoted again once they are restored', async () => {
  const pair = await publishPair(market);
  const snapshot = await currentOf(pair);
  const file = snapshotPath(snapshot, 'reef.csv');
  await chmod(file, 0o644);
  await writeFile(file, 'depth,kind\n9.5,coral\n2,sponge\n');
  await chmod(file, 0o444);
  const { jobId } = await orderPair(market, pair);
  expect(await reaches(market, jobId, 'refused')).toMatchObject({ reason: 'dataset_changed' });
  await expect(giveQuote(market.ctx, requestFor(market, pair))).rejects.toMatchObject({
    code: 'dataset_changed',
  });
  expect(await viewOf(snapshot)).toMatchObject({
    integrity: { state: 'changed', reason: expect.any(String) },
  });
  expect(await checkDataset(market.ctx, snapshot)).toMatchObject({ integrity: { state: 'changed' } });
  await chmod(file, 0o644);
  await writeFile(file, 'depth,kind\n1.5,coral\n2,sponge\n');
  // The bytes are right again; that anybody may write to them is not.
  expect(await checkDataset(market.ctx, snapshot)).toMatchObject({ integrity: { state: 'changed' } });
  await chmod(file, 0o444);
  const checked = await ask(market, 'POST', '/datasets/check', { as: 'dataOwner', json: { snapshot } });
  expect(await checked.json()).toMatchObject({ integrity: { state: 'intact' } });
  const again = await orderPair(market, pair);
  await reaches(market, again.jobId, 'released');
});

test('a change that keeps size and time is found by the full check on schedule, in the order of the last ones, also after a restart', async () => {
  const large = await registerDataset(market.ctx, { name: 'large', source: folder('large'), rules });
  const file = snapshotPath(large.snapshot, 'large.bin');
  const { atime, mtime } = await stat(file);
  const bytes = Buffer.alloc(40 << 20);
  bytes[0] = 1;
  await chmod(file, 0o644);
  await writeFile(file, bytes);
  await utimes(file, atime, mtime);
  const all = (await listDatasets(market.ctx)).filter(({ state }) => state !== 'removed').length;
  expect(await checkDue(market.ctx, { everyMs: 3600_000 })).toBe(0);
  await market.ctx.database.sql`
    update compute_provider.snapshot_states set full_checked_at = full_checked_at - interval '2 hours'`;
  await market.restart();
  expect(await checkDue(market.ctx, { everyMs: 3600_000 })).toBe(all);
  expect(await viewOf(large.snapshot)).toMatchObject({ integrity: { state: 'changed' } });
  const intact = (await listDatasets(market.ctx)).filter(({ integrity }) => integrity?.state === 'intact');
  expect(intact.length).toBeGreaterThan(all - 2);
  expect(await checkDue(market.ctx, { everyMs: 3600_000 })).toBe(0);
});

test('a custodian who wants it has every byte of a large snapshot read before each run', async () => {
  const seen = [];
  for (const integrity of ['sampled', 'full'] as const) {
    const pair = await publishPair(market, { folder: 'large', integrity });
    const { jobId } = await orderPair(market, pair);
    await reaches(market, jobId, 'released');
    const [row] = await market.ctx.database.sql<{ integrity: string }[]>`
      select integrity from compute_provider.attempts where job_id = ${jobId}`;
    seen.push(row?.integrity);
  }
  expect(seen).toEqual(['sampled', 'full']);
});
