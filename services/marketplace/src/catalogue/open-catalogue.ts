import { type Database } from '@atoll/server-kit/database';
import { createRecent, type Recent } from './recent.ts';
import { type Counted } from './search/count-facets.ts';
import { type Found } from './search/match-words.ts';
import { createShelf, type Shelf } from './search/shelf.ts';

/** The catalogue in memory: facets and what was computed of it lately. */
export interface Catalogue {
  readonly shelf: Shelf;
  /** What words find, by revision, newest asset and words; those that ask the same at once share one answer. */
  readonly found: Recent<Promise<Found>>;
  /** Counts of searches without words, and of those with words. */
  readonly counts: Recent<Counted>;
  readonly wordCounts: Recent<Counted>;
  /** Entries as listings tell them, by ordinal. */
  readonly entryTexts: Recent<EntryText>;
  /** How far it was filled; it can be served from `filled` on. */
  readonly progress: { filled: boolean; assets: number; trouble: string | undefined };
}

/** An entry as JSON, the version of the shelf that it was read as of, and when (milliseconds of a monotonic clock). */
export interface EntryText {
  readonly version: number;
  readonly text: string;
  readonly readAt: number;
}

/** An empty catalogue; `loadShelf` and `keepCatalogue` fill it. */
export function createCatalogue(): Catalogue {
  return {
    shelf: createShelf(),
    // Of up to 10,000 matches each: 40 KiB and the ranks. Searches of one word are asked for again most often.
    found: createRecent(512),
    counts: createRecent(64),
    wordCounts: createRecent(512),
    // About 1.5 KB each.
    entryTexts: createRecent(20_000),
    progress: { filled: false, assets: 0, trouble: undefined },
  };
}

interface ShelfRow {
  ordinal: number;
  assetId: string;
  kind: 'dataset' | 'algorithm' | 'model';
  state: 'active' | 'paused' | 'retired';
  listed: boolean;
  owner: string;
  provider: string;
  token: string;
  license: string | null;
  formats: string[];
  tags: string[];
  price: string;
  publishedAt: bigint;
  updatedAt: bigint;
  runs: number;
  ratingSum: bigint;
  ratings: number;
}

/** Reads what facets need of the table: of some assets, or of all of them. */
export async function loadShelf(
  database: Pick<Database<Record<string, unknown>>, 'sql'>,
  catalogue: Catalogue,
  assetIds?: readonly string[],
): Promise<void> {
  const { sql } = database;
  const { shelf } = catalogue;
  const providers = await sql<{ provider: string; gpus: string[] }[]>`
    select provider, gpus from marketplace.catalogue_providers`;
  if (assetIds === undefined) shelf.putGpus(new Map(providers.map(({ provider, gpus }) => [provider, gpus])));
  let after = 0;
  for (;;) {
    const rows = await sql<ShelfRow[]>`
      select ordinal, asset_id as "assetId", kind, state, listed, owner, provider, token, license, formats, tags, price::text as price,
        published_at as "publishedAt", updated_at as "updatedAt", runs, rating_sum as "ratingSum", ratings
      from marketplace.catalogue
      where ordinal > ${after} ${assetIds === undefined ? sql`` : sql`and asset_id = any (${[...assetIds]}::text[])`}
      order by ordinal limit 10000`;
    shelf.put(
      rows.map((row) => ({
        ...row,
        price: BigInt(row.price),
        publishedAt: Number(row.publishedAt),
        updatedAt: Number(row.updatedAt),
        ratingSum: Number(row.ratingSum),
      })),
    );
    after = rows.at(-1)?.ordinal ?? after;
    if (rows.length < 10_000) break;
  }
  catalogue.progress.assets = shelf.size;
}
