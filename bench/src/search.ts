import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { putAssets } from '@atoll/marketplace/catalogue/projection/put-assets';
import { CataloguePage } from '@atoll/schemas/marketplace-api';
import { openDatabase, type Sql } from '@atoll/server-kit/database';
import { migrate } from '@atoll/server-kit/migrate';
import { startProcess } from '@atoll/tests/support/process';
import { type Random, seeded } from './economics/random.ts';
import { driveHard, ReplyRefused } from './indexer/load/drive.ts';
import { openClient } from './indexer/load/http-client.ts';
import { indexerUsage, quantile, readOptions } from './indexer/options.ts';
import { startDatabases } from './indexer/stage.ts';
import { type Report } from './report.ts';
import { assetAt, providerRows } from './search/assets.ts';
import { createQueries, type QueryKind } from './search/queries.ts';
import { makeVocabulary } from './search/words.ts';

export const description =
  'search of the catalogue with 100,000 assets in Postgres, facets included, under load; beside it the same words as plain SQL, ids only';
export const usage = indexerUsage;

const seed = 20_260_102;
const words = 30_000;
const clients = 4;
const batch = 1_000;
const rounded = (value: number) => Math.round(value * 100) / 100;

async function fill(report: Report, sql: Sql, vocabulary: readonly string[], count: number): Promise<void> {
  const random = seeded(seed + 1);
  await sql`
    insert into marketplace.catalogue_providers (provider, endpoint, environments, gpus, documents)
    select g.provider, '', '[]', g.gpus, '{}'
    from jsonb_to_recordset(${JSON.stringify(providerRows())}::text::jsonb) as g (provider text, gpus text[])`;
  // An index that is built at the end takes a fraction of the time, and is the same one.
  const indexes = await sql<{ name: string; definition: string }[]>`
    select indexname as name, indexdef as definition from pg_indexes
    where schemaname = 'marketplace' and tablename like 'catalogue%' and indexdef like '%USING gin%'`;
  for (const { name } of indexes) await sql.unsafe(`drop index marketplace.${name}`);
  for (let at = 0; at < count; at += batch) {
    const rows = Array.from({ length: Math.min(batch, count - at) }, (_, index) =>
      assetAt(random, vocabulary, at + index + 1),
    );
    await putAssets(sql, rows);
    if ((at / batch) % 10 === 0) report.progress(`${at} of ${count} assets written`);
  }
  report.progress('indexes are built');
  await sql`set maintenance_work_mem = '512MB'`;
  for (const { definition } of indexes) await sql.unsafe(definition);
  for (const table of ['catalogue', 'catalogue_search', 'catalogue_vocabulary']) {
    await sql.unsafe(`vacuum (analyze) marketplace.${table}`);
  }
}

/** Pages far back of searches that match much: the paths that a reader would come to. */
async function walkBack(url: string, pages: number): Promise<string[]> {
  const client = openClient(url, 1);
  const found: string[] = [];
  try {
    for (const query of ['kind=dataset', 'sort=price', 'kind=algorithm&sort=runs']) {
      let path = `/catalogue?${query}&limit=100`;
      for (let page = 0; page < pages; page++) {
        const { status, body } = await client.get(path);
        if (status !== 200) throw new ReplyRefused(path, status, body);
        const { next } = CataloguePage.parse(JSON.parse(body.toString('utf8')));
        if (next === undefined) break;
        path = `/catalogue?${query}&limit=100&cursor=${next}`;
        found.push(`/catalogue?${query}&limit=20&cursor=${next}`);
      }
    }
    return found.slice(Math.floor(found.length / 2));
  } finally {
    client.close();
  }
}

/** The least that a search of these words costs: a prepared statement over a kept connection that gives ids, no rank, no count. */
async function loadFloor(
  databaseUrl: string,
  random: Random,
  vocabulary: readonly string[],
  seconds: number,
): Promise<readonly number[]> {
  const database = openDatabase({ url: databaseUrl, schema: {}, application: 'floor', connections: clients });
  const { make } = createQueries(random, vocabulary, []);
  const took: number[] = [];
  const until = performance.now() + seconds * 1000;
  const kinds = ['common', 'rare', 'two', 'misspelt'] as const;
  const one = async (): Promise<void> => {
    while (performance.now() < until) {
      const kind = kinds[Math.floor(random() * kinds.length)] ?? 'rare';
      const asked = new URL(make[kind](), 'http://floor').searchParams.get('q') ?? '';
      const query = asked
        .split(' ')
        .map((word) => `'${word}':*`)
        .join(' & ');
      const sent = performance.now();
      await database.sql`
        select ordinal from marketplace.catalogue_search where body @@ to_tsquery('english', ${query}) limit 20`;
      took.push(performance.now() - sent);
    }
  };
  try {
    await Promise.all(Array.from({ length: clients }, one));
    return took;
  } finally {
    await database.close();
  }
}

function tell(
  report: Report,
  kinds: ReadonlyMap<QueryKind, readonly number[]>,
  floor: readonly number[],
): void {
  const all = [...kinds.values()].flat();
  report.figure({
    name: `search, ${clients} clients at once, p99`,
    value: rounded(quantile(all, 0.99)),
    unit: 'ms',
    bar: 50,
    peer: rounded(quantile(floor, 0.99)),
  });
  report.figure({
    name: '  p50',
    value: rounded(quantile(all, 0.5)),
    unit: 'ms',
    peer: rounded(quantile(floor, 0.5)),
  });
  for (const [kind, took] of kinds) {
    report.figure({ name: `  ${kind}, p99`, value: rounded(quantile(took, 0.99)), unit: 'ms' });
  }
}

/** Measures the service's routes over HTTP, in a process of their own, by the mix of `search/queries.ts`. */
export async function run(report: Report, args: readonly string[]): Promise<void> {
  const { scale } = readOptions(args);
  const count = Math.max(1_000, Math.round(100_000 * scale));
  const seconds = Math.max(5, Math.min(20, 20 * scale));
  const vocabulary = makeVocabulary(seeded(seed), words);
  const databases = await startDatabases();
  try {
    await databases.withDatabase(async (databaseUrl) => {
      const database = openDatabase({ url: databaseUrl, schema: {}, application: 'bench', connections: 1 });
      const started = performance.now();
      try {
        const directory = resolve(import.meta.dirname, '../../migrations');
        await migrate({ sql: database.sql, directory, service: 'marketplace' });
        await fill(report, database.sql, vocabulary, count);
      } finally {
        await database.close();
      }
      const filled = (performance.now() - started) / 1000;
      const service = await startProcess({
        command: process.execPath,
        args: [join(import.meta.dirname, 'search/serve-catalogue.ts'), databaseUrl],
        ready: (line) => /^listening on (.*)$/.exec(line)?.[1],
      });
      try {
        const url = service.ready ?? '';
        report.progress('walking to pages far back');
        const deep = await walkBack(url, Math.max(5, Math.round(100 * scale)));
        const queries = createQueries(seeded(seed + 2), vocabulary, deep);
        const kinds = new Map<QueryKind, number[]>();
        report.progress('warming up');
        await driveKinds({ url, next: queries.next, seconds: Math.max(2, seconds / 5), kinds: new Map() });
        report.progress('under load');
        const { perSecond } = await driveKinds({ url, next: queries.next, seconds, kinds });
        report.progress('the floor');
        await loadFloor(databaseUrl, seeded(seed + 3), vocabulary, Math.max(1, seconds / 10));
        const floor = await loadFloor(databaseUrl, seeded(seed + 4), vocabulary, seconds / 2);
        tell(report, kinds, floor);
        report.figure({
          name: '  searches',
          value: Math.round(perSecond),
          unit: 'requests/s',
        });
        report.figure({
          name: '  floor: the same words, ids only, no HTTP',
          value: Math.round(floor.length / (seconds / 2)),
          unit: 'queries/s',
        });
        report.figure({
          name: `writing ${count} assets with their words`,
          value: rounded(filled),
          unit: 's',
        });
      } finally {
        await service.stop();
      }
    });
  } finally {
    await databases.stop();
  }
  report.note(
    `The ratio is that of the floor: below 1 a search takes longer. Searches: common words, rare ones, two words of which the last is unfinished, ` +
      `misspelt ones, facets and sorts without words, pages far back; every answer has its facets and counts. ${availableParallelism()} cores are shared ` +
      `by the service, Postgres and the load.`,
  );
}

/** As many searches as the clients get answered, each timed with its kind. */
async function driveKinds(input: {
  url: string;
  next: () => { kind: QueryKind; path: string };
  seconds: number;
  kinds: Map<QueryKind, number[]>;
}): Promise<{ perSecond: number }> {
  const { url, next, seconds, kinds } = input;
  const kindOf = new Map<string, QueryKind>();
  const path = () => {
    const { kind, path: asked } = next();
    kindOf.set(asked, kind);
    return asked;
  };
  const { took, paths, perSecond } = await driveHard({ url, path, connections: clients, seconds });
  for (const [at, milliseconds] of took.entries()) {
    const kind = kindOf.get(paths[at] ?? '') ?? 'browse';
    const times = kinds.get(kind) ?? [];
    times.push(milliseconds);
    kinds.set(kind, times);
  }
  return { perSecond };
}
