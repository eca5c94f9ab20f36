import { createLogger } from '@atoll/server-kit/logger';
import type { Bytes32 } from '@atoll/schemas/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomDigest } from '../testing/actor.ts';
import { chainTables } from '../testing/chain-tables.ts';
import { AttemptKeeper } from './attempt-keeper.ts';

let tables: Awaited<ReturnType<typeof chainTables>>;
beforeAll(async () => {
  tables = await chainTables();
});
afterAll(() => tables.close());

const unavailable = (digest: Bytes32, problem = 'nobody has it') => ({
  due: { digest, attempts: 0 },
  fetched: { status: 'unavailable', problem } as const,
});

async function expected(count: number): Promise<Bytes32[]> {
  const digests = Array.from({ length: count }, randomDigest);
  await tables.sql`insert into documents (digest) select unnest(${digests}::bytea[])`;
  return digests;
}

/** How many attempts each transaction wrote, by the transaction that wrote the row last. */
async function transactionsOf(digests: readonly Bytes32[]): Promise<number[]> {
  const rows = await tables.sql<{ count: number }[]>`
    select count(*)::int from documents where digest = any(${[...digests]}::bytea[]) and attempts = 1
    group by xmin order by 1`;
  return rows.map(({ count }) => count);
}

test('attempts that end while another is being kept are kept together, and each change is told', async () => {
  const { sql } = tables;
  const logger = createLogger({ name: 'test', level: 'silent' });
  const keeper = new AttemptKeeper({
    sql,
    storage: { getDocument: () => Promise.reject(new Error('unused')) },
    logger,
  });
  const digests = await expected(5);
  await Promise.all(digests.map((digest) => keeper.keep(unavailable(digest))));
  expect(await transactionsOf(digests)).toEqual([1, 4]);
  const told = await sql`select body ->> 'digest' as digest from changes where kind = 'document' order by id`;
  expect(told.map(({ digest }) => digest)).toEqual(digests);
});

test('an attempt that the database refuses is in the way of no other', async () => {
  const { sql } = tables;
  await sql`alter table documents add constraint refused check (problem is distinct from 'refused')`;
  const logger = createLogger({ name: 'test', level: 'silent' });
  const keeper = new AttemptKeeper({
    sql,
    storage: { getDocument: () => Promise.reject(new Error('unused')) },
    logger,
  });
  const [first = randomDigest(), second = randomDigest(), third = randomDigest()] = await expected(3);
  const kept = await Promise.allSettled([
    keeper.keep(unavailable(first)),
    keeper.keep(unavailable(second, 'refused')),
    keeper.keep(unavailable(third)),
  ]);
  expect(kept.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await transactionsOf([first, second, third])).toEqual([1, 1]);
});
