import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openDatabase, type Sql } from '@atoll/server-kit/database';
import { migrate } from '@atoll/server-kit/migrate';
import { type RunningPostgres, startPostgres } from '@atoll/tests/support/postgres';
import { seeded } from '../economics/random.ts';
import { assetAt } from './assets.ts';
import { fillCatalogue } from './fill-catalogue.ts';

const migrations = resolve(import.meta.dirname, '../../../migrations');
const folders = [
  import.meta.dirname,
  join(migrations, 'marketplace'),
  resolve(import.meta.dirname, '../../../services/marketplace/src/catalogue/projection'),
];

/** Of all that decides what is filled in: a database of another one is filled anew. */
function digestOf(count: number): string {
  const hash = createHash('sha256').update(String(count));
  for (const folder of folders) {
    for (const file of readdirSync(folder).sort()) {
      if (/\.(ts|sql)$/.test(file)) hash.update(readFileSync(join(folder, file)));
    }
  }
  return hash.digest('hex').slice(0, 32);
}

export interface SearchStage {
  /** A catalogue of so many assets: the URL of its database, and the seconds it took to fill; none where it was there. */
  catalogueOf(count: number): Promise<{ url: string; filledIn: number | undefined }>;
  stop(): Promise<void>;
}

/** The plain table that the floor asks. */
async function fillFloor(sql: Sql): Promise<void> {
  await sql`create schema floor`;
  await sql`
    create table floor.words as
    select ordinal, to_tsvector('english', name || ' ' || tags || ' ' || columns || ' ' || description) as body
    from marketplace.catalogue_texts`;
  await sql`set maintenance_work_mem = '512MB'`;
  await sql`create index words_body on floor.words using gin (body) with (fastupdate = off)`;
  await sql`vacuum (analyze) floor.words`;
}

async function fill(url: string, count: number, input: StageInput): Promise<void> {
  const database = openDatabase({ url, schema: {}, application: 'bench', connections: 2 });
  try {
    await migrate({ sql: database.sql, directory: migrations, service: 'marketplace' });
    const random = seeded(input.seed);
    await fillCatalogue({
      sql: database.sql,
      assetAt: (number) => assetAt(random, input.vocabulary, number),
      count,
      onProgress: input.onProgress,
    });
    input.onProgress('the floor is filled');
    await fillFloor(database.sql);
  } finally {
    await database.close();
  }
}

interface StageInput {
  readonly seed: number;
  readonly vocabulary: readonly string[];
  /** Keeps what was filled here for the next run; a temporary folder unless given. */
  readonly directory: string | undefined;
  readonly onProgress: (line: string) => void;
}

/** Starts Postgres for catalogues of several sizes. */
export async function startSearchStage(input: StageInput): Promise<SearchStage> {
  const server: RunningPostgres = await startPostgres({
    fast: true,
    ...(input.directory === undefined ? {} : { directory: input.directory }),
  });
  const kept = async (url: string): Promise<boolean> => {
    const { sql, close } = openDatabase({ url, schema: {}, application: 'bench', connections: 1 });
    try {
      const [row] = await sql<
        { there: boolean }[]
      >`select to_regclass('floor.complete') is not null as there`;
      return row?.there === true;
    } finally {
      await close();
    }
  };
  return {
    catalogueOf: async (count) => {
      const name = `search_${digestOf(count)}`;
      const url = await server.createDatabase(name);
      if (await kept(url)) return { url, filledIn: undefined };
      await server.dropDatabase(name);
      await server.createDatabase(name);
      const started = performance.now();
      await fill(url, count, input);
      const filledIn = (performance.now() - started) / 1000;
      const { sql, close } = openDatabase({ url, schema: {}, application: 'bench', connections: 1 });
      await sql`create table floor.complete ()`;
      await close();
      return { url, filledIn };
    },
    stop: () => server.stop(),
  };
}
