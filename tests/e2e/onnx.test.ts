import { field } from '@atoll/compute-provider/guard/onnx-fixture';
import { decryptResult } from '@atoll/sdk/decrypt-result';
import { fetchReceipt } from '@atoll/sdk/fetch-receipt';
import { fetchResult } from '@atoll/sdk/fetch-result';
import { orderJob } from '@atoll/sdk/order';
import { verifyResult } from '@atoll/sdk/verify-result';
import { expect } from 'vitest';
import { contextOf } from '../support/flow/context.ts';
import { type PublishedDataset, publishExampleDataset } from '../support/flow/example-dataset.ts';
import { exampleModel, publishExampleModel, scoreParameters } from '../support/flow/onnx-algorithm.ts';
import { approvePair, problemFrom, quotePair, watchToEnd } from '../support/flow/run.ts';
import type { StackLease } from '../support/stack/lease.ts';
import { test } from './support/shared-stack.ts';

let lease: StackLease;
let dataset: PublishedDataset;
let runner: string;

test.beforeAll(async ({ shared }) => {
  lease = shared;
  runner = lease.onnxRunner ?? 'none';
  dataset = await publishExampleDataset(lease.stack, {
    name: 'scored',
    rules: { release: 'auto', outputTypes: ['json', 'csv'], maxOutputBytes: 1 << 20 },
  });
}, 180_000);

/** Orders a run of an approved model, and gives what came out, verified. */
async function buy(algorithm: Awaited<ReturnType<typeof publishExampleModel>>) {
  const { stack } = lease;
  const buyer = await contextOf(stack, stack.wallets.buyer);
  const pair = { dataset, algorithm };
  const { quote, identity } = await quotePair(stack, pair, { parameters: scoreParameters });
  const { jobId } = await orderJob(buyer, quote);
  const { job } = await watchToEnd(stack, jobId);
  expect(job).toMatchObject({ state: 'released', settlement: 'settled' });
  const result = await decryptResult(await fetchResult(buyer, { jobId }), identity.identity);
  const statement = await verifyResult(buyer.chain, { signed: await fetchReceipt(buyer, jobId), result });
  return { statement, outputs: result.outputs };
}

const textOf = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

test('an ONNX file that is published, approved and ordered scores the data, and the receipt names model and runner', async () => {
  const algorithm = await publishExampleModel(lease.stack);
  const { custodian } = await approvePair(lease.stack, { dataset, algorithm });
  expect(custodian).toMatchObject({ model: algorithm.onnx, image: { imageId: runner } });

  const { statement, outputs } = await buy(algorithm);
  expect(statement.predicate).toMatchObject({
    model: algorithm.onnx,
    image: { imageId: runner },
    outcome: 'released',
  });
  expect([...outputs.keys()]).toEqual(['summary.json']);
  expect(JSON.parse(textOf(outputs.get('summary.json')))).toMatchObject({
    rows: 569,
    execution: { provider: 'cpu', reason: 'the algorithm asks for no GPU' },
    outputs: { probability: { count: 569, mean: 0.368202 } },
    quality: {
      accuracy: 0.982425,
      auc: 0.997186,
      confusionMatrix: { truePositive: 203, falsePositive: 1, falseNegative: 9, trueNegative: 356 },
    },
  });
});

test('rows leave only where the manifest declares them, no more than it says', async () => {
  const algorithm = await publishExampleModel(lease.stack, {
    manifest: { outputs: [{ name: 'predictions.csv', type: 'csv', maxBytes: 16_384, maxRows: 100 }] },
  });
  await approvePair(lease.stack, { dataset, algorithm });
  const { outputs } = await buy(algorithm);
  expect([...outputs.keys()]).toEqual(['predictions.csv']);
  const lines = textOf(outputs.get('predictions.csv')).trim().split('\r\n');
  expect(lines).toHaveLength(101);
  expect(lines.slice(0, 3)).toEqual(['row,probability', '1,1', '2,0.999803']);
});

test('a model that is none, points outside or says more than it holds is refused when it is to be approved', async () => {
  const model = await exampleModel();
  for (const [hostile, reason] of [
    [Buffer.from('no protobuf at all'), 'none that may be run'],
    [withExternalData(), 'outside of the model'],
    [withHugeTensor(), 'more or fewer elements'],
    [withDomain(model), 'not of ONNX'],
  ] as const) {
    const algorithm = await publishExampleModel(lease.stack, { model: hostile });
    expect(await problemFrom(approvePair(lease.stack, { dataset, algorithm }))).toMatchObject({
      code: 'malformed_metadata',
      detail: expect.stringContaining(reason),
    });
  }
});

test('a manifest that declares what the runner does not write, or an own program, is refused', async () => {
  const algorithm = await publishExampleModel(lease.stack, {
    manifest: { outputs: [{ name: 'rows.csv', type: 'csv', maxBytes: 1024 }] },
  });
  expect(await problemFrom(approvePair(lease.stack, { dataset, algorithm }))).toMatchObject({
    code: 'malformed_metadata',
    detail: expect.stringContaining('predictions.csv'),
  });
});

/** A graph that gives one initialiser out. */
function modelOf(tensor: Uint8Array): Buffer {
  const node = Buffer.concat([
    field(1, Buffer.from('w')),
    field(2, Buffer.from('out')),
    field(4, Buffer.from('Identity')),
  ]);
  const graph = Buffer.concat([
    field(1, node),
    field(2, Buffer.from('g')),
    field(5, tensor),
    field(12, field(1, Buffer.from('out'))),
  ]);
  return Buffer.concat([Buffer.from([0x08, 9]), field(8, Buffer.from([0x10, 17])), field(7, graph)]);
}

/** A tensor of floats, `w`, of a size that it only says. */
const tensorOf = (dims: Uint8Array, ...data: Uint8Array[]) =>
  Buffer.concat([Buffer.from([0x08]), dims, Buffer.from([0x10, 1]), field(8, Buffer.from('w')), ...data]);

function withExternalData(): Buffer {
  const entry = Buffer.concat([field(1, Buffer.from('location')), field(2, Buffer.from('/etc/passwd'))]);
  return modelOf(tensorOf(Buffer.from([1]), field(13, entry), Buffer.from([0x70, 1])));
}

/** 2³⁰ numbers, of which there is none. */
const withHugeTensor = () => modelOf(tensorOf(Buffer.from([0x80, 0x80, 0x80, 0x80, 0x04])));

/** Operators of somebody's own library. */
function withDomain(model: Uint8Array): Buffer {
  const own = Buffer.concat([field(1, Buffer.from('com.example')), Buffer.from([0x10, 1])]);
  return Buffer.concat([model, field(8, own)]);
}
