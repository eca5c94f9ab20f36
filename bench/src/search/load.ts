import { CataloguePage } from '@atoll/schemas/marketplace-api';
import { openDatabase } from '@atoll/server-kit/database';
import type { Random } from '../economics/random.ts';
import { ReplyRefused } from '../indexer/load/drive.ts';
import { openClient } from '../indexer/load/http-client.ts';
import { offer } from './offer.ts';
import { createQueries, mix, type QueryKind } from './queries.ts';

/** Searches that come in a second, answered or not. */
export const offered = 100;
const connections = 16;

/** Pages far back of searches that match much: the paths that a reader would come to. */
export async function walkBack(url: string, pages: number): Promise<string[]> {
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
export async function loadFloor(
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
      select ordinal from floor.words where body @@ to_tsquery('english', ${query}) limit 20`;
  };
  try {
    const done = await offer({ perSecond: (offered * words) / 100, seconds, one });
    return done.map(({ took }) => took);
  } finally {
    await database.close();
  }
}

/** Searches at the offered rate, by kind. */
export async function loadSearch(input: {
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
