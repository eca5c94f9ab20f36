import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterEach, expect, test } from 'vitest';
import { modelOf } from './model-fixture.ts';
import { score } from './score.ts';
import { readParameters, readTask } from './task.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

const task = { predictions: { maxBytes: 1 << 20 }, summary: { maxBytes: 1 << 20 }, threads: 1, gpus: 0 };

/** Runs the runner in a folder of its own. */
async function run(input: {
  model: Uint8Array;
  files: Readonly<Record<string, string | Uint8Array>>;
  parameters?: Readonly<Record<string, unknown>>;
  task?: Readonly<Record<string, unknown>>;
}): Promise<{ rows: number; lines: string[]; summary: Record<string, unknown> }> {
  const root = await mkdtemp(join(tmpdir(), 'atoll-runner-test-'));
  folders.push(root);
  const places = {
    model: join(root, 'model.onnx'),
    input: join(root, 'data'),
    outputs: join(root, 'outputs'),
  };
  await mkdir(places.input);
  await mkdir(places.outputs);
  await writeFile(places.model, input.model);
  for (const [name, content] of Object.entries(input.files))
    await writeFile(join(places.input, name), content);
  const rows = await score(
    places,
    readTask(JSON.stringify({ ...task, ...input.task })),
    readParameters(JSON.stringify(input.parameters ?? {})),
  );
  const read = (name: string) => readFile(join(places.outputs, name), 'utf8').catch(() => '');
  const summary = await read('summary.json');
  return {
    rows,
    lines: (await read('predictions.csv')).split('\n').slice(0, -1),
    summary: summary === '' ? {} : (JSON.parse(summary) as Record<string, unknown>),
  };
}

/** x + y, two inputs by the names of columns. */
const sum = (rows: number | string = 'n') =>
  modelOf({
    inputs: [
      { name: 'x', type: 1, dims: [rows, 1] },
      { name: 'y', type: 1, dims: [rows, 1] },
    ],
    outputs: [{ name: 'z', type: 1, dims: [rows, 1] }],
    nodes: [{ operator: 'Add', inputs: ['x', 'y'], outputs: ['z'] }],
  });

/** Its input as it is: [n, 3]. */
const same = modelOf({
  inputs: [{ name: 'features', type: 1, dims: ['n', 3] }],
  outputs: [{ name: 'scores', type: 1, dims: ['n', 3] }],
  nodes: [{ operator: 'Identity', inputs: ['features'], outputs: ['scores'] }],
});

const refused = (reason: string) => expect.objectContaining({ message: expect.stringContaining(reason) });

test('inputs take the columns of their names, in whatever order and with whatever else the table has', async () => {
  const { lines } = await run({ model: sum(), files: { 'a.csv': 'y,other,x\n10,no,1\n20,"a, b",2\n' } });
  expect(lines).toEqual(['row,z', '1,11', '2,22']);
});

test('a model that takes a fixed number of rows is given so many, and what fills the last batch up is told nowhere', async () => {
  const { lines, summary } = await run({ model: sum(2), files: { 'a.csv': 'x,y\n1,1\n2,2\n3,3\n' } });
  expect(lines).toEqual(['row,z', '1,2', '2,4', '3,6']);
  expect(summary).toMatchObject({ rows: 3, outputs: { z: { count: 3, mean: 4 } } });
});

test('a Parquet table gives what the same table gives as CSV, in batches of any size', async () => {
  const values = Array.from({ length: 2500 }, (_, index) => (index % 97) / 97);
  const csv = `x,y\n${values.map((value) => `${value},${1 - value}`).join('\n')}\n`;
  const parquet = parquetWriteBuffer({
    columnData: [
      { name: 'x', data: values, type: 'DOUBLE' },
      { name: 'y', data: values.map((value) => 1 - value), type: 'DOUBLE' },
    ],
    rowGroupSize: 700,
  });
  const [first, second, third] = [
    await run({ model: sum(), files: { 'a.csv': csv } }),
    await run({ model: sum(), files: { 'a.parquet': new Uint8Array(parquet) }, parameters: { batch: 333 } }),
    await run({ model: sum(), files: { 'a.csv': csv }, parameters: { batch: 100_000 } }),
  ];
  expect(first.lines).toHaveLength(2501);
  expect(second.lines).toEqual(first.lines);
  expect(third.lines).toEqual(first.lines);
});

test('a matrix takes the columns that are named, else all but the label', async () => {
  const files = { 'a.csv': 'a,b,c,kind\n0.1,0.7,0.2,dog\n0.8,0.1,0.1,cat\n0.3,0.3,0.4,fish\n' };
  const classes = { label: 'kind', classes: ['cat', 'dog', 'fish'] };
  const { summary, lines } = await run({ model: same, files, parameters: classes });
  expect(lines[1]).toBe('1,0.100000001,0.699999988,0.200000003');
  expect(summary['quality']).toMatchObject({
    rows: 3,
    accuracy: 1,
    confusionMatrix: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  });
  const swapped = await run({ model: same, files, parameters: { ...classes, columns: ['b', 'a', 'c'] } });
  expect(swapped.summary['quality']).toMatchObject({ accuracy: 1 / 3 });
});

test('a label that is a number is compared by its errors, rows without one are not', async () => {
  const { summary } = await run({
    model: sum(),
    files: { 'a.csv': 'x,y,z\n1,1,3\n2,2,2\n3,3,\n,4,4\n' },
    parameters: { label: 'z' },
  });
  expect(summary).toMatchObject({
    outputs: { z: { count: 3, notFinite: 1 } },
    quality: {
      rows: 2,
      notCompared: 2,
      meanAbsoluteError: 1.5,
      meanError: 0.5,
      rootMeanSquareError: Math.sqrt(2.5),
    },
  });
});

test('only outputs that are declared are written, and no more rows and bytes than may leave', async () => {
  const files = { 'a.csv': 'x,y\n1,1\n2,2\n3,3\n' };
  const few = await run({ model: sum(), files, task: { predictions: { maxBytes: 1 << 20, maxRows: 2 } } });
  expect(few.lines).toEqual(['row,z', '1,2', '2,4']);
  expect(few.summary).toMatchObject({ rows: 3, predictions: { written: 2 } });
  const small = await run({
    model: sum(),
    files,
    task: { predictions: { maxBytes: 10 }, summary: undefined },
  });
  expect(small.lines).toEqual(['row,z', '1,2']);
  expect(small.summary).toEqual({});
});

test('a summary holds no value of a row', async () => {
  const { summary } = await run({
    model: sum(),
    files: { 'a.csv': 'x,y\n0.123457,0\n0.765434,0\n0.5,0\n' },
    task: { predictions: undefined },
  });
  expect(JSON.stringify(summary)).not.toMatch(/0\.1234|0\.7654/);
});

test('no GPU that was not asked for is used, and a GPU that is not there is said to be missing', async () => {
  const files = { 'a.csv': 'x,y\n1,1\n' };
  expect((await run({ model: sum(), files })).summary['execution']).toEqual({
    provider: 'cpu',
    reason: 'the algorithm asks for no GPU',
  });
  const { summary } = await run({ model: sum(), files, task: { gpus: 1 } });
  expect(summary['execution']).toMatchObject({ provider: 'cpu', reason: expect.stringMatching(/GPU|CUDA/) });
});

test('what does not fit is refused with what is wrong, and with no value of the data', async () => {
  const model = sum();
  const csv = (text: string) => ({ 'a.csv': text });
  await expect(run({ model, files: csv('x\n1\n') })).rejects.toEqual(refused('no column "y"'));
  await expect(run({ model, files: csv('x,y\n1,secret\n') })).rejects.toEqual(
    refused('row 1, column 2: the cell is not a number'),
  );
  await expect(run({ model, files: csv('x,y\n1,2\n3\n') })).rejects.toEqual(refused('inconsistent'));
  await expect(run({ model, files: csv('x,y\n') })).rejects.toEqual(refused('no rows'));
  await expect(run({ model, files: {} })).rejects.toEqual(refused('no CSV or Parquet'));
  await expect(run({ model, files: { 'a.csv': 'x,y\n', 'b.csv': 'x,y\n' } })).rejects.toEqual(
    refused('2 tables'),
  );
  await expect(run({ model: same, files: csv('x,y\n1,2\n') })).rejects.toEqual(refused('takes 3 columns'));
  await expect(run({ model: Buffer.from('none'), files: csv('x,y\n1,2\n') })).rejects.toEqual(
    refused('the model cannot be run'),
  );
  await expect(
    run({ model, files: csv('x,y\n1,2\n'), parameters: { histogram: { from: 0, to: 1, bins: 1000 } } }),
  ).rejects.toEqual(refused('histogram.bins'));
});

test('the example scores its dataset', async () => {
  const examples = resolve(import.meta.dirname, '../../../examples');
  const { rows, summary } = await run({
    model: await readFile(join(examples, 'score-tumours/model.onnx')),
    files: { 'wdbc.csv': await readFile(join(examples, 'breast-cancer/data/wdbc.csv')) },
    parameters: { label: 'diagnosis', positive: 'malignant' },
  });
  expect(rows).toBe(569);
  expect(summary['quality']).toMatchObject({
    confusionMatrix: { truePositive: 203, falsePositive: 1, falseNegative: 9, trueNegative: 356 },
  });
});
