import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { CataloguePage } from '@atoll/schemas/marketplace-api';
import { openDatabase } from '@atoll/server-kit/database';
import { migrate } from '@atoll/server-kit/migrate';
import { startProcess } from '@atoll/tests/support/process';
import { type Random, seeded } from './economics/random.ts';
import { driveHard, ReplyRefused } from './indexer/load/drive.ts';
import { openClient } from './indexer/load/http-client.ts';
import { indexerUsage, quantile, readOptions } from './indexer/options.ts';
import { startDatabases } from './indexer/stage.ts';
import { type Report } from './report.ts';
import { assetAt } from './search/assets.ts';
import { fillCatalogue } from './search/fill-catalogue.ts';
import { offer } from './search/offer.ts';
import { createQueries, mix, type QueryKind } from './search/queries.ts';
import { makeVocabulary } from './search/words.ts';

export const description =
  'search of the catalogue with 100,000 assets in Postgres, facets included, under load; beside it the same words as plain SQL, ids only';
export const usage = indexerUsage;

const seed = 20_260_102;
const words = 30_000;
/** Searches that come in a second, answered or not. */
const offered = 100;
const connections = 16;
/** Clients that ask again at once, for what the service can at most. */
const clients = 4;
const rounded = (value: number) => Math.round(value * 100) / 100;

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
  const database = openDatabase({ url: databaseUrl, schema: {}, application: 'floor', connections: 10 });
  const { next, make } = createQueries(random, vocabulary, []);
  // Of the same mix those that ask for words, at as many a second as they are of all searches.
  const words = mix.common + mix.rare + mix.two + mix.misspelt;
  const one = async (): Promise<void> => {
    let { kind } = next();
    while (kind === 'browse' || kind === 'deep') ({ kind } = next());
    const asked = new URL(make[kind](), 'http://floor').searchParams.get('q') ?? '';
    const query = asked
      .split(' ')
      .map((word) => `'${word}':*`)
      .join(' & ');
    await database.sql`
      select ordinal from marketplace.catalogue_search where body @@ to_tsquery('english', ${query}) limit 20`;
  };
  try {
    const done = await offer({ perSecond: (offered * words) / 100, seconds, one });
    return done.map(({ took }) => took);
  } finally {
    await database.close();
  }
}

/** Searches at the offered rate, by kind. */
async function loadSearch(input: {
  url: string;
  next: () => { kind: QueryKind; path: string };
  seconds: number;
}): Promise<Map<QueryKind, number[]>> {
  const { url, next, seconds } = input;
  const client = openClient(url, connections);
  const kinds = new Map<QueryKind, number[]>();
  try {
    const one = async () => {
      const { kind, path } = next();
      const { status, body } = await client.get(path);
      if (status !== 200) throw new ReplyRefused(path, status, body);
      return kind;
    };
    for (const { took, answer } of await offer({ perSecond: offered, seconds, one })) {
      const times = kinds.get(answer) ?? [];
      times.push(took);
      kinds.set(answer, times);
    }
    return kinds;
  } finally {
    client.close();
  }
}

function tell(
  report: Report,
  kinds: ReadonlyMap<QueryKind, readonly number[]>,
  floor: readonly number[],
): void {
  const all = [...kinds.values()].flat();
  report.figure({
    name: `search, ${offered} a second offered, p99`,
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
      const database = openDatabase({ url: databaseUrl, schema: {}, application: 'bench', connections: 2 });
      const started = performance.now();
      try {
        const directory = resolve(import.meta.dirname, '../../migrations');
        await migrate({ sql: database.sql, directory, service: 'marketplace' });
        const random = seeded(seed + 1);
        await fillCatalogue({
          sql: database.sql,
          assetAt: (number) => assetAt(random, vocabulary, number),
          count,
          onProgress: (line) => report.progress(line),
        });
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
        report.progress('warming up');
        await loadSearch({ url, next: queries.next, seconds: Math.max(2, seconds / 2) });
        report.progress('under load');
        const kinds = await loadSearch({ url, next: queries.next, seconds });
        report.progress('the floor');
        await loadFloor(databaseUrl, seeded(seed + 3), vocabulary, Math.max(1, seconds / 10));
        const floor = await loadFloor(databaseUrl, seeded(seed + 4), vocabulary, seconds / 2);
        report.progress('as many as can be answered');
        const { perSecond } = await driveHard({
          url,
          path: () => queries.next().path,
          connections: clients,
          seconds: seconds / 2,
        });
        tell(report, kinds, floor);
        report.figure({
          name: `  most searches, ${clients} clients at once`,
          value: Math.round(perSecond),
          unit: 'requests/s',
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
      `by the service, Postgres and the load. Searches come at a steady rate and are timed from when they were due; the floor is the plain SQL ` +
      `of those that ask for words, at the rate that they have among them. The catalogue does not change meanwhile.`,
  );
}
