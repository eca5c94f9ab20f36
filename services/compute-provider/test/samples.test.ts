import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  MakeSample,
  PrivacyLedger,
  SampleRunView,
  SampleView,
  type StartSampleRunInput,
} from '@atoll/schemas/sample-api';
import { parseCid } from '@atoll/storage/digest';
import { watchSyncs } from '@atoll/tests/support/synced-paths';
import { testDatabase } from '@atoll/tests/support/test-database';
import { waitFor } from '@atoll/tests/support/wait';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { haltProvider } from '../src/desk/halt-provider.ts';
import { resumeProvider } from '../src/desk/resume-provider.ts';
import { registerDataset } from '../src/datasets/register-dataset.ts';
import { makeSample } from '../src/samples/make-sample.ts';
import { startSampleRun } from '../src/samples/runs/start-sample-run.ts';
import { sampleFolder } from '../src/samples/sample-folder.ts';
import { samples } from '../src/store/sample-tables.ts';
import { losingInsert } from './losing-commit.ts';
import { ask, codeOf, type Market, openMarket } from './market.ts';
import { type Pair, publishPair } from './publish.ts';

let market: Market;
let pair: Pair;
const database = await testDatabase();
const base = '/datasets/reef/samples';
const domains = {
  'reef.csv': {
    depth: { kind: 'number', min: 0, max: 50 },
    kind: { kind: 'categories', values: ['coral', 'sponge'] },
  },
};

beforeAll(async () => {
  market = await openMarket({ databaseUrl: database.url });
  const folder = join(market.directory, 'data', 'reef', 'sites');
  await mkdir(folder);
  const rows = Array.from({ length: 400 }, (_, row) => `${(row * 7919) % 5000},Jane Doe ${row}`);
  await writeFile(join(folder, 'sites.csv'), `area,keeper\n${rows.join('\n')}\n`);
  await writeFile(join(market.directory, 'data', 'reef', 'notes.txt'), 'Jane keeps them');
  pair = await publishPair(market);
  await ask(market, 'PUT', '/datasets/reef/privacy', { as: 'dataOwner', json: { cap: 6 } });
});
beforeEach(() => market.engine.behave({ files: { 'metrics.json': '{"accuracy": 0.5}' } }));
afterAll(() => market?.close());

async function make(changes: Record<string, unknown> = {}): Promise<SampleView> {
  const json = {
    epsilon: 1,
    rows: 30,
    domains: { ...domains, 'sites/sites.csv': { area: { kind: 'number', min: 0, max: 5000 } } },
    ...changes,
  };
  const reply = await ask(market, 'POST', base, { as: 'dataOwner', json });
  const body: unknown = await reply.json();
  if (reply.status !== 201) throw new Error(JSON.stringify(body));
  return SampleView.parse(body);
}

const request = (): StartSampleRunInput => ({
  datasetId: pair.datasetId.toString(),
  metadataDigest: pair.algorithmDigest,
  parameters: { folds: 3 },
});

async function start(as: 'buyer' | 'stranger' = 'buyer') {
  return ask(market, 'POST', '/sample-runs', { as, json: request() });
}

async function ended(run: string): Promise<SampleRunView> {
  let view: SampleRunView | undefined;
  await waitFor('the run on the sample to end', async () => {
    const reply = await ask(market, 'GET', `/sample-runs/${run}`, { as: 'buyer' });
    view = SampleRunView.parse(await reply.json());
    return view.state === 'ended' || view.state === 'failed';
  });
  if (view === undefined) throw new Error('the run was never read');
  return view;
}

test('before anything is published nothing runs, and nobody but the custodian sees a draft', async () => {
  const syncs = await watchSyncs();
  const draft = await make().finally(syncs.end);
  const { directory, making } = sampleFolder(market.ctx, draft.sample);
  expect(syncs.paths).toEqual(
    expect.arrayContaining([join(making, 'sites', 'sites.csv'), making, dirname(directory)]),
  );
  expect(draft).toMatchObject({ state: 'draft', statistics: { epsilon: 1, omitted: ['notes.txt'] } });
  expect(draft).not.toHaveProperty('published');
  expect(draft.preview.map(({ path }) => path).toSorted()).toEqual(['reef.csv', 'sites/sites.csv']);
  expect(JSON.stringify(draft)).not.toContain('Jane');
  expect(await codeOf(await start())).toBe('sample_unavailable');
  for (const [method, path] of [
    ['GET', base],
    ['GET', `${base}/${draft.sample}`],
    ['POST', `${base}/${draft.sample}/publish`],
    ['DELETE', `${base}/${draft.sample}`],
    ['GET', '/datasets/reef/privacy'],
  ] as const)
    expect(await codeOf(await ask(market, method, path, { as: 'buyer' }))).toBe('not_allowed');
  const gone = await ask(market, 'DELETE', `${base}/${draft.sample}`, { as: 'dataOwner' });
  expect(gone.status).toBe(204);
  const read = await ask(market, 'GET', `${base}/${draft.sample}`, { as: 'dataOwner' });
  expect(await codeOf(read)).toBe('sample_unavailable');
  // What was seen of it stays known: deleting it gives nothing back.
  const ledger = await ask(market, 'GET', '/datasets/reef/privacy', { as: 'dataOwner' });
  expect(PrivacyLedger.parse(await ledger.json())).toMatchObject({ spent: 1, cap: 6 });
});

test('what the ledger’s cap does not leave is refused, also to two who ask at once', async () => {
  await ask(market, 'PUT', '/datasets/reef/privacy', { as: 'dataOwner', json: { cap: 2.5 } });
  const replies = await Promise.all(
    [0, 1].map(() =>
      ask(market, 'POST', base, {
        as: 'dataOwner',
        json: {
          epsilon: 1,
          rows: 5,
          domains: { ...domains, 'sites/sites.csv': { area: { kind: 'number', min: 0, max: 5000 } } },
        },
      }),
    ),
  );
  expect(replies.map(({ status }) => status).toSorted()).toEqual([201, 403]);
  await ask(market, 'PUT', '/datasets/reef/privacy', { as: 'dataOwner', json: { cap: 6 } });
});

test('a published sample has the files of the dataset under a CID, and stays', async () => {
  const { sample } = await make();
  const reply = await ask(market, 'POST', `${base}/${sample}/publish`, { as: 'dataOwner' });
  const view = SampleView.parse(await reply.json());
  const statistics: Uint8Array = await market.ctx.storage.getDocument(
    parseCid(view.published?.statistics ?? ''),
    { localOnly: true },
  );
  expect(JSON.parse(Buffer.from(statistics).toString())).toEqual(view.statistics);
  const again = await ask(market, 'POST', `${base}/${sample}/publish`, { as: 'dataOwner' });
  expect(SampleView.parse(await again.json()).published).toEqual(view.published);
  expect(await codeOf(await ask(market, 'DELETE', `${base}/${sample}`, { as: 'dataOwner' }))).toBe(
    'conflict',
  );
});

test('a run on the sample finds the files where the real run does, and tells its asker everything', async () => {
  const { run } = SampleRunView.parse(await (await start()).json());
  const view = await ended(run);
  expect(view).toMatchObject({
    state: 'ended',
    outcome: { kind: 'exited', code: 0 },
    usage: { wallSeconds: 0.5 },
    outputs: [{ name: 'metrics.json', type: 'json' }],
  });
  const specification = market.engine.started.at(-1);
  expect(specification?.jobId).toBe(`sample-${run}`);
  const [inputs = ''] = specification?.inputs ?? [];
  expect((await readdir(inputs, { recursive: true })).toSorted()).toEqual([
    'reef.csv',
    'sites',
    'sites/sites.csv',
  ]);
  expect((await readFile(join(inputs, 'reef.csv'), 'utf8')).split('\n')[0]).toBe('depth,kind');
  const log = await ask(market, 'GET', `/sample-runs/${run}/log`, { as: 'buyer' });
  expect(await log.text()).toBe('a line of the algorithm\n');
  const output = await ask(market, 'GET', `/sample-runs/${run}/outputs/metrics.json`, { as: 'buyer' });
  expect(await output.json()).toEqual({ accuracy: 0.5 });
  for (const path of ['', '/log', '/outputs/metrics.json']) {
    const stranger = await ask(market, 'GET', `/sample-runs/${run}${path}`, { as: 'stranger' });
    expect(await codeOf(stranger)).toBe('not_found');
  }
  expect(await market.engine.list()).toEqual([]);
});

test('a run is told to have ended once the engine has nothing left of it', async () => {
  const begun = Promise.withResolvers<void>();
  const allowed = Promise.withResolvers<void>();
  market.engine.onDestroy(async () => {
    begun.resolve();
    await allowed.promise;
  });
  const { run } = SampleRunView.parse(await (await start()).json());
  await begun.promise;
  const reply = await ask(market, 'GET', `/sample-runs/${run}`, { as: 'buyer' });
  expect(SampleRunView.parse(await reply.json()).state).toBe('running');
  market.engine.onDestroy(() => Promise.resolve());
  allowed.resolve();
  expect((await ended(run)).state).toBe('ended');
  expect(await market.engine.list()).toEqual([]);
});

test('a program that fails is shown with its code, and outputs that would not leave with the reason', async () => {
  market.engine.behave({ outcome: { kind: 'exited', code: 3 } });
  const failed = SampleRunView.parse(await (await start()).json());
  expect(await ended(failed.run)).toMatchObject({
    state: 'ended',
    outcome: { kind: 'exited', code: 3 },
    outputs: [],
  });
  market.engine.behave({ files: { 'rows.csv': 'a,b\n' } });
  const undeclared = SampleRunView.parse(await (await start()).json());
  expect(await ended(undeclared.run)).toMatchObject({
    state: 'ended',
    outputs: [],
    problem: { code: 'output_undeclared' },
  });
});

test('only what is approved runs, unless the provider runs everything; one account gets so many runs a day', async () => {
  const own = await publishPair(market, { approveHere: false });
  const input = {
    datasetId: pair.datasetId.toString(),
    metadataDigest: own.algorithmDigest,
    parameters: { folds: 3 },
    signer: market.wallets.stranger.address,
  };
  const within = (sampleRuns: Partial<Market['ctx']['settings']['sampleRuns']>) => {
    const { ctx } = market;
    return {
      ...ctx,
      settings: { ...ctx.settings, sampleRuns: { ...ctx.settings.sampleRuns, ...sampleRuns } },
    };
  };
  await expect(startSampleRun(within({}), input)).rejects.toMatchObject({
    code: 'custodian_approval_missing',
  });
  await expect(startSampleRun(within({ mode: 'off' }), input)).rejects.toMatchObject({ code: 'not_allowed' });
  const any = within({ mode: 'any', perDay: 1 });
  const wrong = { ...input, parameters: { folds: 'many' } };
  await expect(startSampleRun(any, wrong)).rejects.toMatchObject({ code: 'invalid_parameters' });
  const unknown = { ...input, metadataDigest: `0x${'12'.repeat(32)}` as const };
  await expect(startSampleRun(any, unknown)).rejects.toMatchObject({ code: 'content_unavailable' });
  await expect(startSampleRun(any, input)).resolves.toMatchObject({ state: 'queued' });
  await expect(startSampleRun(any, input)).rejects.toMatchObject({ code: 'too_many_requests' });
});

test('a run under which the provider was restarted is performed again, and leaves nothing in the engine', async () => {
  const never = new Promise<void>(() => undefined);
  market.engine.behave({ until: never });
  const { run } = SampleRunView.parse(await (await start()).json());
  await waitFor('the run to be in the engine', () =>
    market.engine.started.some(({ jobId }) => jobId === `sample-${run}`),
  );
  await market.restart(() => market.engine.behave({ files: { 'metrics.json': '{}' } }));
  expect(await ended(run)).toMatchObject({ state: 'ended', outputs: [{ name: 'metrics.json' }] });
  expect(await market.engine.list()).toEqual([]);
});

test('a halted provider takes no run, and ends the one that goes on', async () => {
  market.engine.behave({ until: new Promise<void>(() => undefined) });
  const { run } = SampleRunView.parse(await (await start()).json());
  await waitFor('the run to be in the engine', () =>
    market.engine.started.some(({ jobId }) => jobId === `sample-${run}`),
  );
  await haltProvider(market.ctx, { reason: 'we look into an incident' });
  expect(await ended(run)).toMatchObject({ state: 'failed', problem: { code: 'not_allowed' } });
  expect(await codeOf(await start())).toBe('provider_halted');
  await resumeProvider(market.ctx);
  expect(await market.engine.list()).toEqual([]);
});

test('what a killed process had begun is performed again, but not for ever', async () => {
  const begin = async (starts: number) => {
    const { run } = SampleRunView.parse(await (await start()).json());
    await ended(run);
    await market.ctx.database.sql`
      update compute_provider.sample_runs set state = 'running', starts = ${starts} where run = ${run}`;
    return run;
  };
  const [again, given] = [await begin(1), await begin(3)];
  expect(await ended(given)).toMatchObject({ state: 'failed', problem: { code: 'engine_unavailable' } });
  const view = await ended(again);
  expect([view.state, view.problem]).toEqual(['ended', undefined]);
});

test('a run is forgotten after a day, with its files', async () => {
  const { run } = SampleRunView.parse(await (await start()).json());
  await ended(run);
  const folder = join(market.ctx.settings.stateDirectory, 'sample-runs');
  expect(await readdir(folder)).toContain(run);
  await market.ctx.database.sql`
    update compute_provider.sample_runs set created_at = created_at - interval '25 hours' where run = ${run}`;
  await waitFor('the run to be swept', async () => !(await readdir(folder)).includes(run));
  expect(await codeOf(await ask(market, 'GET', `/sample-runs/${run}`, { as: 'buyer' }))).toBe('not_found');
});

test('a sample whose row was committed keeps its files, although nobody heard of the commit', async () => {
  const rules = { release: 'auto' as const, outputTypes: ['json' as const], maxOutputBytes: 10_000 };
  const source = { kind: 'folder' as const, path: join(market.directory, 'data', 'reef') };
  await registerDataset(market.ctx, { name: 'unheard', source, rules });
  const input = MakeSample.parse({ epsilon: 1, rows: 30, domains });
  const lost = makeSample(losingInsert(market), { ...input, name: 'unheard' });
  await expect(lost).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  const [made] = await market.ctx.database.db.select().from(samples).where(eq(samples.name, 'unheard'));
  expect(await readdir(made?.directory ?? '')).toContain('reef.csv');
});
