import { Readable } from 'node:stream';
import { RawLog } from '@atoll/chain/raw-log';
import { testDatabase } from '@atoll/tests/support/test-database';
import { beforeAll, expect, test } from 'vitest';
import { connectTo, type Sql } from './connection.ts';
import { copiedColumns, copiedLogs } from './copied-logs.ts';
import { CopyBroken } from './errors.ts';
import { copyLogs, makePartitions, partitionBlocks } from './insert-logs.ts';
import { keptLogs } from './kept-logs.ts';
import { migrateChain } from './migrate-chain.ts';

const chainId = 5;
const hex = (digit: string, bytes: number) => `0x${digit.repeat(2 * bytes)}` as const;

/** A block before logs go into another partition. */
const first = partitionBlocks - 200;

/** Logs of blocks on both sides of a partition's end, five in each, with none to four topics and data of no byte to more than a packet holds. */
const logs = Array.from({ length: 2_000 }, (_, index) =>
  RawLog.of({
    address: hex((index % 16).toString(16), 20),
    topics: Array.from({ length: index % 5 }, (_each, topic) => hex(((index + topic) % 16).toString(16), 32)),
    data: hex('c', index === 777 ? 200_000 : (index * 37) % 1_500),
    blockNumber: first + Math.floor(index / 5),
    blockHash: hex('a', 32),
    // Beyond what 32 bits hold.
    blockTimestamp: 2 ** 40 + index,
    transactionHash: hex('b', 32),
    transactionIndex: index % 5,
    logIndex: index % 5,
  }),
);

let sql: Sql;
beforeAll(async () => {
  const { url } = await testDatabase();
  sql = connectTo({ url, chainId, application: 'test', connections: 2 });
  await migrateChain(sql, chainId);
  await sql.begin(async (transaction) => {
    await makePartitions(transaction, chainId, [0, 1]);
    await copyLogs(
      transaction,
      chainId,
      logs.map((log) => ({ log, name: undefined })),
    );
  });
  return () => sql.end();
});

test('logs come back as they were kept, in batches of whole blocks, of the blocks that were asked for', async () => {
  const batches: (readonly RawLog[])[] = [];
  for await (const batch of keptLogs(sql, { after: first + 9, upTo: first + 389, limit: 12 }))
    batches.push(batch);
  const wanted = logs.filter(({ blockNumber }) => blockNumber > first + 9 && blockNumber <= first + 389);
  expect(batches.flat().map((log) => log.plain())).toEqual(wanted.map((log) => log.plain()));
  // Twelve logs end within the third block.
  expect(new Set(batches.slice(0, -1).map(({ length }) => length))).toEqual(new Set([15]));
  for (const batch of batches) expect(batch.length % 5).toBe(0);
});

test('of no blocks there are none', async () => {
  for await (const batch of keptLogs(sql, { after: first + 400, upTo: first + 500, limit: 5 }))
    expect(batch).toEqual([]);
});

/** What the database sends of the first logs, as one piece. */
async function copyBytes(count: number): Promise<Buffer> {
  const stream = await sql`
    copy (select ${sql.unsafe(copiedColumns)} from logs order by block_number, log_index limit ${sql.unsafe(String(count))})
    to stdout with (format binary)`.readable();
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The places of the logs that are in pieces which come one after another, and nothing after them. */
async function read(pieces: AsyncIterable<Buffer> | readonly Buffer[]): Promise<[number, number][]> {
  const places: [number, number][] = [];
  for await (const found of copiedLogs(Readable.from(pieces)))
    for (const { blockNumber, logIndex } of found) places.push([blockNumber, logIndex]);
  return places;
}

test('a copy is read wherever it is cut, and not taken for whole where it ends early, goes on or is none', async () => {
  const bytes = await copyBytes(3);
  const places = logs.slice(0, 3).map(({ blockNumber, logIndex }) => [blockNumber, logIndex]);
  for (let cut = 0; cut < bytes.length; cut += 1) {
    const head = bytes.subarray(0, cut);
    expect(await read([head, bytes.subarray(cut)]), `cut at ${cut}`).toEqual(places);
    await expect(read([head]), `ended at ${cut}`).rejects.toThrow(CopyBroken);
  }
  const more = Buffer.from([0]);
  await expect(read([bytes, more])).rejects.toThrow(CopyBroken);
  await expect(read([Buffer.concat([bytes, more])])).rejects.toThrow(CopyBroken);
  await expect(read([more, bytes])).rejects.toThrow(CopyBroken);
  expect(await read([await copyBytes(0)])).toEqual([]);
});

test('a copy of other columns is refused', async () => {
  const stream = await sql`copy (select 1::bigint, 2::bigint) to stdout with (format binary)`.readable();
  await expect(read(stream)).rejects.toThrow(CopyBroken);
});
