import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { migrate } from '@atoll/server-kit/migrate';
import { testDatabase } from '@atoll/tests/support/test-database';
import { expect, onTestFinished, test } from 'vitest';
import { randomDigest } from '../testing/actor.ts';
import { algorithmDocument, datasetDocument } from '../testing/documents.ts';
import { connect } from '../testing/mirror.ts';

const migrations = resolve(import.meta.dirname, '../../../../migrations');
const { url } = await testDatabase();

test('a database from before gets the commitments of its documents, and loses what is none', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'atoll-migrations-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  for (const file of ['0001_mirror.sql', '0002_document_bytes.sql'])
    await cp(join(migrations, 'indexer', file), join(directory, 'indexer', file));
  const sql = connect(url);
  onTestFinished(() => sql.end());
  await migrate({ sql, directory, service: 'indexer' });

  const commitments = Array.from({ length: 20 }, () => randomDigest());
  const broken = datasetDocument({ commitment: randomDigest() });
  const documents = [
    ...commitments.map((commitment) => datasetDocument({ commitment })),
    { ...broken, atoll: { ...broken.atoll, commitment: `bafybeiz${'a'.repeat(51)}` } },
    { ...broken, atoll: { ...broken.atoll, commitment: `bafybei${'a'.repeat(51)}b` } },
    algorithmDocument(),
  ].map((body) => ({ digest: randomDigest(), kind: body.atoll.kind, body: JSON.stringify(body) }));
  for (const { digest, kind, body } of documents) {
    await sql`insert into indexer.documents (digest, status, kind, body, body_bytes)
      values (${digest}, 'verified', ${kind}, (${body}::text)::jsonb, ${body.length})`;
  }
  await migrate({ sql, directory: migrations, service: 'indexer' });

  const rows = await sql<{ digest: string; status: string; commitment: string | null }[]>`
    select digest, status, commitment from indexer.documents`;
  const after = documents.map((document) => rows.find((row) => row.digest === document.digest));
  expect(after.slice(0, 20).map((row) => row?.commitment)).toEqual(commitments);
  expect(after.slice(20)).toMatchObject([
    { status: 'invalid', commitment: null },
    { status: 'invalid', commitment: null },
    { status: 'verified', commitment: null },
  ]);
});
