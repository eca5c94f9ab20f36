import { createLogger } from '@atoll/server-kit/logger';
import { AtollError } from '@atoll/schemas/error';
import type { Bytes32 } from '@atoll/schemas/ids';
import { waitFor } from '@atoll/tests/support/wait';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sql } from '../store/connection.ts';
import { algorithmDocument, bytesOf } from '../testing/documents.ts';
import { randomDigest } from '../testing/actor.ts';
import { chainTables } from '../testing/chain-tables.ts';
import { startDocumentWorker } from './document-worker.ts';
import {
  attemptTimeoutMs,
  type DocumentContext,
  type DueDocument,
  keepAttempts,
  retryDelayMs,
  tryDocument,
} from './fetch-document.ts';

let tables: Awaited<ReturnType<typeof chainTables>>;
let sql: Sql;
beforeAll(async () => {
  tables = await chainTables();
  sql = tables.sql;
});
afterAll(() => tables.close());

const logger = createLogger({ name: 'test', level: 'silent' });
const never = new AbortController().signal;

const fetchDocument = async (ctx: DocumentContext, due: DueDocument, signal: AbortSignal) =>
  keepAttempts(ctx, [await tryDocument(ctx, due, signal)]);

async function expectDocument(): Promise<Bytes32> {
  const digest = randomDigest();
  await sql`insert into documents (digest) values (${digest})`;
  return digest;
}

const stored = async (digest: Bytes32) =>
  (
    await sql`select status, attempts, problem, next_attempt > now() as later from documents where digest = ${digest}`
  )[0];

const failing = (code: 'digest_mismatch' | 'content_unavailable' | 'payload_too_large') => ({
  getDocument: () => Promise.reject(new AtollError({ code, message: `it was ${code}\u0000`, hint: 'none' })),
});

test.each([
  ['content_unavailable', 'unavailable'],
  ['digest_mismatch', 'unavailable'],
  ['payload_too_large', 'invalid'],
] as const)('storage saying %s makes a document %s', async (code, status) => {
  const digest = await expectDocument();
  await fetchDocument({ sql, storage: failing(code), logger }, { digest, attempts: 0 }, never);
  expect(await stored(digest)).toEqual({ status, attempts: 1, problem: `it was ${code}\ufffd`, later: true });
});

test('attempts come ever later, at most ten minutes apart, and the first is short', () => {
  expect([1, 2, 3, 12, 1000].map(retryDelayMs)).toEqual([250, 500, 1000, 512_000, 600_000]);
  expect([0, 1].map(attemptTimeoutMs)).toEqual([5000, 30_000]);
});

test('documents that nobody serves do not keep others waiting', async () => {
  await sql`delete from documents`;
  const hanging = await Promise.all(Array.from({ length: 10 }, expectDocument));
  const good = await expectDocument();
  const names = new Set(hanging.map((digest) => Buffer.from(digest.slice(2), 'hex').toString('hex')));
  const storage = {
    getDocument: (
      cid: { multihash: { digest: Uint8Array } },
      options?: { signal?: AbortSignal | undefined },
    ) =>
      names.has(Buffer.from(cid.multihash.digest).toString('hex'))
        ? new Promise<Uint8Array>((_resolve, reject) => {
            options?.signal?.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
          })
        : Promise.resolve(bytesOf(algorithmDocument())),
  };
  const worker = startDocumentWorker({ sql, storage, logger });
  try {
    await waitFor('the good document', async () => (await stored(good))?.['status'] === 'verified');
    const late = await expectDocument();
    worker.wake();
    await waitFor('the late document', async () => (await stored(late))?.['status'] === 'verified');
  } finally {
    await worker.stop();
  }
  const [waiting] = await sql`select count(*)::int from documents where status = 'pending'`;
  expect(waiting).toEqual({ count: 10 });
});

test('a copy that is damaged is had anew from a gateway', async () => {
  const digest = await expectDocument();
  let asked: unknown;
  const storage = {
    getDocument: (_cid: unknown, options?: { repair?: boolean }) => {
      asked = options?.repair;
      return Promise.resolve(bytesOf(algorithmDocument()));
    },
  };
  await fetchDocument({ sql, storage, logger }, { digest, attempts: 3 }, never);
  expect(asked).toBe(true);
});
