import { createHash } from 'node:crypto';
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CustodianApproval } from '@atoll/schemas/provider-api';
import { ReceiptStatement } from '@atoll/schemas/receipt';
import { SampleRunView, SampleView } from '@atoll/schemas/sample-api';
import type { AlgorithmManifest } from '@atoll/schemas/metadata/algorithm';
import { watchSyncs } from '@atoll/tests/support/synced-paths';
import { waitFor } from '@atoll/tests/support/wait';
import { testDatabase } from '@atoll/tests/support/test-database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listApprovals } from '../src/approvals/list-approvals.ts';
import { revokeAlgorithm } from '../src/approvals/revoke-algorithm.ts';
import { listRequests } from '../src/desk/list-requests.ts';
import { requestApproval } from '../src/desk/request-approval.ts';
import { onnxModel } from '../src/guard/onnx-fixture.ts';
import { readReceipt } from '../src/jobs/read-job.ts';
import { giveQuote } from '../src/quotes/give-quote.ts';
import { startSampleRun } from '../src/samples/runs/start-sample-run.ts';
import { ask, type Market, openMarket, orderPair, reaches, requestFor } from './market.ts';
import { newVersion } from './new-version.ts';
import { approvalFor, type Pair, publishPair } from './publish.ts';

const runner = `sha256:${'1f'.repeat(32)}`;
const model = onnxModel([{ name: 'weights', values: [0.5, -1.25], as: 'float' }]);
const sha256 = createHash('sha256').update(model).digest('hex');
let market: Market;
const database = await testDatabase();
beforeAll(async () => {
  market = await openMarket({ databaseUrl: database.url, onnxRunner: runner, slots: 8 });
  market.engine.behave({ files: { 'summary.json': '{"rows":2}' } });
});
afterAll(() => market?.close());

/** The manifest of a model that is there to be fetched. */
async function manifestOf(
  bytes: Uint8Array,
  changes: Partial<AlgorithmManifest> = {},
): Promise<Partial<AlgorithmManifest>> {
  async function* parts() {
    yield await Promise.resolve(bytes);
  }
  const { cid } = await market.ctx.storage.putFile(parts());
  return {
    image: undefined,
    entrypoint: undefined,
    onnx: { cid: cid.toString(), size: bytes.byteLength },
    outputs: [{ name: 'summary.json', type: 'json', maxBytes: 1000, required: true }],
    resources: { cpus: 1, memoryBytes: 256 << 20, scratchBytes: 1 << 20, pids: 64, gpus: 0 },
    ...changes,
  } as Partial<AlgorithmManifest>;
}

const keptFile = () => join(market.ctx.settings.stateDirectory, 'models', `${sha256}.onnx`);
const approvalOf = async (pair: Pair): Promise<CustodianApproval | undefined> =>
  (await listApprovals(market.ctx)).find(({ metadataDigest }) => metadataDigest === pair.algorithmDigest);

test('the model that was approved is what the runner is given, read-only, and approval and receipt name both', async () => {
  const syncs = await watchSyncs();
  const pair = await publishPair(market, { manifest: await manifestOf(model) }).finally(syncs.end);
  expect(syncs.paths).toContain(dirname(keptFile()));
  expect(await approvalOf(pair)).toMatchObject({
    image: { imageId: runner, manifestDigest: runner },
    model: { size: model.byteLength, sha256 },
  });
  const { jobId } = await orderPair(market, pair);
  await reaches(market, jobId, 'released');
  const started = market.engine.started.find((each) => each.jobId === jobId);
  expect(started).toMatchObject({ imageId: runner, model: { file: keptFile(), sha256 }, environment: {} });
  expect(started?.entrypoint.slice(0, 2)).toEqual(['/runner/bin/node', '--max-old-space-size=128']);
  expect(JSON.parse(started?.entrypoint.at(-1) ?? '')).toEqual({
    summary: { maxBytes: 1000 },
    threads: 1,
    gpus: 0,
  });
  expect((await stat(keptFile())).mode & 0o777).toBe(0o444);
  const { statement } = await readReceipt(market.ctx, { jobId, reader: market.wallets.buyer.address });
  expect(ReceiptStatement.parse(statement).predicate).toMatchObject({
    image: { manifestDigest: runner },
    model: { sha256 },
  });
});

test('a kept copy that was changed is not run: the approved bytes are fetched again', async () => {
  const pair = await publishPair(market, { manifest: await manifestOf(model) });
  await chmod(keptFile(), 0o644);
  await writeFile(keptFile(), 'another model');
  const { jobId } = await orderPair(market, pair);
  await reaches(market, jobId, 'released');
  expect(new Uint8Array(await readFile(keptFile()))).toEqual(model);
});

test('another runner needs another approval', async () => {
  const pair = await publishPair(market, { manifest: await manifestOf(model) });
  const { settings } = market.ctx;
  const other = `sha256:${'2f'.repeat(32)}`;
  Object.assign(settings, { onnxRunner: { kind: 'local', imageId: other } });
  const ask = (asked: Pair) =>
    requestApproval(market.ctx, {
      datasetId: asked.datasetId.toString(),
      algorithmId: asked.algorithmId.toString(),
      metadataDigest: asked.algorithmDigest,
      message: 'please',
      requester: market.wallets.buyer.address,
    });
  try {
    await expect(giveQuote(market.ctx, requestFor(market, pair))).rejects.toMatchObject({
      code: 'custodian_approval_missing',
      hint: expect.stringContaining('another ONNX runner'),
    });
    // It can be asked for again, and the custodian sees what would run; of a later version, that it is another runner.
    await ask(pair);
    const next = await newVersion(market, pair, { name: 'score anew' });
    await ask(next);
    const [later, again] = await listRequests(market.ctx);
    expect(again).toMatchObject({ metadataDigest: pair.algorithmDigest, imageDigest: other });
    expect(later?.changes).toEqual([
      { part: 'image', pointer: '/image', change: 'changed', before: runner, after: other, widens: true },
    ]);
  } finally {
    Object.assign(settings, { onnxRunner: { kind: 'local', imageId: runner } });
  }
});

test('a provider without a runner approves no ONNX file, and runs none that it had approved', async () => {
  const manifest = await manifestOf(model);
  const pair = await publishPair(market, { manifest });
  const { settings } = market.ctx;
  Object.assign(settings, { onnxRunner: undefined });
  try {
    await expect(publishPair(market, { manifest })).rejects.toMatchObject({ code: 'image_unavailable' });
    await expect(giveQuote(market.ctx, requestFor(market, pair))).rejects.toMatchObject({
      code: 'custodian_approval_missing',
    });
  } finally {
    Object.assign(settings, { onnxRunner: { kind: 'local', imageId: runner } });
  }
});

test('a manifest that says more than the runner does is refused, and so is a model of another size', async () => {
  const size = { cid: (await manifestOf(model)).onnx?.cid ?? '', size: model.byteLength + 1 };
  for (const [changes, reason] of [
    [{ entrypoint: ['/bin/sh'] }, 'entrypoint'],
    [{ environment: { MODE: 'all' } }, 'variables'],
    [{ outputs: [{ name: 'model.onnx', type: 'onnx', maxBytes: 10, required: true }] }, 'predictions.csv'],
    [{ resources: { cpus: 1, memoryBytes: 256 << 20, scratchBytes: 0, pids: 8, gpus: 0 } }, 'processes'],
    [{ onnx: size }, 'its manifest says'],
    [{ onnx: { ...size, size: 2 ** 30 } }, 'more than'],
  ] as const)
    await expect(
      publishPair(market, { manifest: await manifestOf(model, changes as Partial<AlgorithmManifest>) }),
    ).rejects.toMatchObject({ code: 'malformed_metadata', message: expect.stringContaining(reason) });
});

test('what is no model is refused, and nothing of it stays', async () => {
  const before = await readdir(join(market.ctx.settings.stateDirectory, 'models'));
  await expect(
    publishPair(market, { manifest: await manifestOf(Buffer.from('not a model')) }),
  ).rejects.toMatchObject({
    code: 'malformed_metadata',
    message: expect.stringContaining('none that may be run'),
  });
  expect(await readdir(join(market.ctx.settings.stateDirectory, 'models'))).toEqual(before);
});

test('a run on the published sample is given the same model and runner, for nothing', async () => {
  const pair = await publishPair(market, { manifest: await manifestOf(model) });
  const made = await ask(market, 'POST', '/datasets/reef/samples', {
    as: 'dataOwner',
    json: {
      epsilon: 1,
      rows: 5,
      domains: {
        'reef.csv': {
          depth: { kind: 'number', min: 0, max: 50 },
          kind: { kind: 'categories', values: ['coral', 'sponge'] },
        },
      },
    },
  });
  const { sample } = SampleView.parse(await made.json());
  await ask(market, 'POST', `/datasets/reef/samples/${sample}/publish`, { as: 'dataOwner' });
  for (const mode of ['approved', 'any'] as const) {
    Object.assign(market.ctx.settings, { sampleRuns: { ...market.ctx.settings.sampleRuns, mode } });
    const { run } = await startSampleRun(market.ctx, {
      datasetId: pair.datasetId.toString(),
      metadataDigest: pair.algorithmDigest,
      parameters: { folds: 3 },
      signer: market.wallets.buyer.address,
    });
    await waitFor('the run on the sample to end', async () => {
      const reply = await ask(market, 'GET', `/sample-runs/${run}`, { as: 'buyer' });
      const { state, problem } = SampleRunView.parse(await reply.json());
      if (state === 'failed') throw new Error(problem?.detail);
      return state === 'ended';
    });
    const started = market.engine.started.at(-1);
    expect(started).toMatchObject({ jobId: `sample-${run}`, imageId: runner, model: { sha256 } });
    expect(started?.entrypoint[0]).toBe('/runner/bin/node');
    // What nobody approved is fetched for this run alone.
    expect(started?.model?.file === keptFile()).toBe(mode === 'approved');
  }
});

test('a model that no standing approval names goes at the next start, others stay', async () => {
  const other = onnxModel([{ name: 'weights', values: [9], as: 'float' }]);
  const pair = await publishPair(market, { manifest: await manifestOf(other) });
  const name = `${createHash('sha256').update(other).digest('hex')}.onnx`;
  const names = () => readdir(join(market.ctx.settings.stateDirectory, 'models'));
  expect(await names()).toContain(name);
  await revokeAlgorithm(market.ctx, approvalFor(pair));
  await market.restart();
  expect(await names()).toEqual([`${sha256}.onnx`]);
});
