import { randomBytes } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApi, type TestApi } from '../../testing/api-rows.ts';

const count = 32;
const mebibyte = 2 ** 20;
let api: TestApi;
beforeAll(async () => {
  api = await openTestApi(8);
  await api.writer`delete from documents`;
  // Each as large as a document may be.
  const text = randomBytes(mebibyte / 2).toString('hex');
  await api.writer`
    insert into documents (digest, status, kind, body, search, body_bytes)
    select sha256(n::text::bytea), 'verified', 'model', jsonb_build_object('text', ${text}::text || n), 'large', ${mebibyte}
    from generate_series(1, ${count}) as n`;
}, 120_000);
afterAll(() => api.close());

setFlagsFromString('--expose-gc');
// Guarantee: that is what the flag adds to new contexts.
const collect = runInNewContext('gc') as () => void;
const inUse = () => {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/** The most that was in use while a file was read, above what was before, and its bytes. */
async function readWatched(path: string, keep: (piece: Uint8Array<ArrayBuffer>) => void) {
  const response = await api.app.request(path);
  expect(response.status).toBe(200);
  const before = inUse();
  let most = 0;
  let bytes = 0;
  let looked = 0;
  for await (const piece of response.body ?? []) {
    bytes += piece.byteLength;
    keep(piece);
    // Each look takes a whole collection.
    if (bytes - looked < 3 * mebibyte) continue;
    looked = bytes;
    most = Math.max(most, inUse() - before);
  }
  return { most, bytes };
}

test('a file of the largest documents takes the memory of a few of them', { timeout: 120_000 }, async () => {
  const csv = await readWatched('/exports/documents.csv?include=document', () => undefined);
  expect(csv.bytes).toBeGreaterThan(count * mebibyte);
  expect(csv.most).toBeLessThan(40 * mebibyte);
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  const parquet = await readWatched('/exports/documents.parquet?include=document', (piece) =>
    pieces.push(piece),
  );
  expect(parquet.bytes).toBeGreaterThan((count / 2) * mebibyte);
  // What was read is kept here.
  expect(parquet.most - parquet.bytes).toBeLessThan(40 * mebibyte);
  const rows = await parquetReadObjects({ file: await new Blob(pieces).arrayBuffer(), columns: ['digest'] });
  expect(new Set(rows.map(({ digest }) => String(digest))).size).toBe(count);
});
