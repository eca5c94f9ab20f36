import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeFile } from './describe-file.ts';
import { profileJsonLines } from './profile-json-lines.ts';
import { profileParquet } from './profile-parquet.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atoll-profile-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function fileOf(name: string, content: string | Uint8Array): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

const table = () =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'depth', data: [1.5, 2, 3], type: 'DOUBLE', nullable: false },
        { name: 'kind', data: ['coral', null, 'sponge'], type: 'STRING' },
        { name: 'count', data: [1, 2, 3], type: 'INT32' },
        { name: 'alive', data: [true, false, true], type: 'BOOLEAN' },
        { name: 'at', data: [new Date(0), new Date(1), new Date(2)], type: 'TIMESTAMP' },
        {
          name: 'id',
          data: Array.from({ length: 3 }, () => '0b8c6f7e-4a7e-4d38-9d0e-0e1d7b8f6a11'),
          type: 'UUID',
        },
        { name: 'extra', data: [{ a: 1 }, { a: 2 }, { a: 3 }], type: 'JSON' },
      ],
    }),
  );

test('a Parquet file is profiled from its footer', async () => {
  expect(await profileParquet(await fileOf('a.parquet', table()))).toEqual({
    rows: 3,
    columns: [
      { name: 'depth', type: 'float', nullable: false },
      { name: 'kind', type: 'text', nullable: true },
      { name: 'count', type: 'integer', nullable: false },
      { name: 'alive', type: 'boolean', nullable: false },
      { name: 'at', type: 'datetime', nullable: false },
      { name: 'id', type: 'text', nullable: false },
      { name: 'extra', type: 'text', nullable: false },
    ],
  });
});

test('what is no Parquet file has no profile and costs no memory', async () => {
  const whole = Buffer.from(table());
  for (const [name, content] of Object.entries({
    empty: Buffer.alloc(0),
    text: Buffer.from('depth,kind\n1.5,coral\n'),
    'magic alone': Buffer.from('PAR1PAR1PAR1'),
    'a footer that is cut': Buffer.concat([whole.subarray(0, 40), whole.subarray(-8)]),
    'a footer of zeros': Buffer.concat([Buffer.alloc(500), Buffer.from([100, 0, 0, 0]), Buffer.from('PAR1')]),
    'a footer of noise': Buffer.concat([
      Buffer.alloc(500, 0x5a),
      Buffer.from([100, 0, 0, 0]),
      Buffer.from('PAR1'),
    ]),
  }))
    expect([name, await profileParquet(await fileOf(`${name}.parquet`, content))]).toEqual([name, undefined]);
  const huge = await fileOf('huge.parquet', '');
  await truncate(huge, 2 ** 33);
  expect(await profileParquet(huge)).toBeUndefined();
});

test('lines of JSON are profiled; one that lacks a column makes it nullable', async () => {
  const lines = [
    { depth: 1, kind: 'coral', tags: ['a'], when: '2024-02-29', big: 1.5, gone: null },
    { depth: 2, kind: '', tags: ['b'], when: '2024-03-01', big: 2 },
  ];
  const file = await fileOf('a.jsonl', `${lines.map((line) => JSON.stringify(line)).join('\n')}\n\n`);
  expect(await profileJsonLines(file)).toEqual({
    rows: 2,
    columns: [
      { name: 'depth', type: 'integer', nullable: false },
      { name: 'kind', type: 'text', nullable: false },
      { name: 'tags', type: 'text', nullable: false },
      { name: 'when', type: 'date', nullable: false },
      { name: 'big', type: 'float', nullable: false },
      { name: 'gone', type: 'text', nullable: true },
    ],
  });
  for (const text of ['', '1\n', '{"a":1}\n[]', '{"a":', `{"a":"${'x'.repeat(2 << 20)}"}`])
    expect(await profileJsonLines(await fileOf('b.jsonl', text))).toBeUndefined();
});

test('a file of a snapshot is described by its ending, with the leaves of its commitment', async () => {
  await fileOf('c.ndjson', '{"a":true}\n');
  const leaves = Buffer.alloc(32, 7);
  expect(
    await describeFile(folder, { path: 'c.ndjson', size: 11, leaves }, new AbortController().signal),
  ).toMatchObject({
    encodingFormat: 'application/x-ndjson',
    leaves: leaves.toString('base64'),
    rows: 1,
    columns: [{ name: 'a', type: 'boolean', nullable: false }],
  });
});
