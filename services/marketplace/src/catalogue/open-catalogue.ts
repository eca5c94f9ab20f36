import type { CataloguePage } from '@atoll/schemas/marketplace-api';
import type { Database } from '@atoll/server-kit/database';
import { createRecent, type Recent } from './recent.ts';
import type { Counted } from './search/count-facets.ts';
import { readStems } from './search/index/read-stems.ts';
import { createWordIndex, type WordIndex } from './search/index/word-index.ts';
import { createShelf, type Shelf } from './search/shelf.ts';

/** The catalogue in memory: facets, words and what was computed of them lately. */
export interface Catalogue {
  readonly shelf: Shelf;
  readonly words: WordIndex;
  /** What words that no document has are looked up by; undefined of stop words. */
  readonly stems: Recent<{ readonly stem: string | undefined }>;
  /** Pages that were asked for, by revision and search: what everybody asks for again takes no second look. */
  readonly pages: Recent<FoundPage>;
  /** Counts of searches without words, which go over everything. */
  readonly counts: Recent<Counted>;
  /** Entries as listings tell them, by ordinal. */
  readonly entryTexts: Recent<EntryText>;
  /** How far it was filled; it can be served from `filled` on. */
  readonly progress: { filled: boolean; assets: number; trouble: string | undefined };
}

/** A page by the ordinals of its entries. */
export interface FoundPage extends Omit<CataloguePage, 'items'> {
  readonly ordinals: readonly number[];
}

/** An entry as JSON, the version of the shelf that it was read as of, and when (milliseconds of a monotonic clock). */
export interface EntryText {
  readonly version: number;
  readonly text: string;
  readonly readAt: number;
}

const MiB = 1024 * 1024;

/** An empty catalogue; `loadCatalogue` and `keepCatalogue` fill it. What was computed lately takes at most 80 MiB of it. */
export function createCatalogue(): Catalogue {
  return {
    shelf: createShelf(),
    words: createWordIndex(),
    stems: createRecent({ most: 10_000 }),
    // Of facets and places alone, a few KB each. Lists of matches are not kept: made anew in a millisecond, they would fill the memory.
    pages: createRecent({ most: 2_000 }),
    counts: createRecent({ most: 64, mostBytes: 32 * MiB, bytesOf: bytesOfCounted }),
    entryTexts: createRecent({
      most: 20_000,
      mostBytes: 32 * MiB,
      bytesOf: ({ text }) => 100 + text.length,
    }),
    progress: { filled: false, assets: 0, trouble: undefined },
  };
}

/** Facets have at most 50 values and those that were asked for. */
const bytesOfCounted = ({ matches, facets }: Counted): number =>
  4 * matches.length + 100 * Object.values(facets).reduce((sum, values) => sum + values.length, 0);

interface CatalogueRow {
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
  keywords: string[];
  price: string;
  publishedAt: bigint;
  updatedAt: bigint;
  runs: number;
  ratingSum: bigint;
  ratings: number;
  name: string | null;
  tags: string | null;
  columns: string | null;
  description: string | null;
}

/** Assets that are read at once: about 10 MB of text. */
const atOnce = 10_000;

/** An asset's words by their fields, as `rankedFields` has them. */
const wordsOf = ({ ordinal, name, tags, columns, description }: CatalogueRow) => ({
  ordinal,
  fields: [name, tags, columns, description].map((text) =>
    text === null || text === '' ? [] : text.split(' '),
  ),
});

/** Reads what facets and words need of the tables: of some assets, or of all of them. */
export async function loadCatalogue(
  database: Pick<Database<Record<string, unknown>>, 'sql'>,
  catalogue: Catalogue,
  assetIds?: readonly string[],
): Promise<void> {
  const { sql } = database;
  const { shelf, words } = catalogue;
  const providers = await sql<{ provider: string; gpus: string[] }[]>`
    select provider, gpus from marketplace.catalogue_providers`;
  if (assetIds === undefined) shelf.putGpus(new Map(providers.map(({ provider, gpus }) => [provider, gpus])));
  let after = 0;
  for (;;) {
    const rows = await sql<CatalogueRow[]>`
      select c.ordinal, c.asset_id as "assetId", c.kind, c.state, c.listed, c.owner, c.provider, c.token, c.license, c.formats,
        c.tags as keywords, c.price::text as price, c.published_at as "publishedAt", c.updated_at as "updatedAt", c.runs,
        c.rating_sum as "ratingSum", c.ratings, t.name, t.tags, t.columns, t.description
      from marketplace.catalogue as c left join marketplace.catalogue_texts as t on t.ordinal = c.ordinal
      where c.ordinal > ${after} ${assetIds === undefined ? sql`` : sql`and c.asset_id = any (${[...assetIds]}::text[])`}
      order by c.ordinal limit ${atOnce}`;
    const texts = words.read(rows.map(wordsOf));
    words.learn(await readStems(sql, words.unlearnt()));
    // At once with the shelf: no search sees one of them without the other.
    words.put(texts);
    shelf.put(
      rows.map(({ name: _name, columns: _columns, description: _description, keywords, ...row }) => ({
        ...row,
        tags: keywords,
        price: BigInt(row.price),
        publishedAt: Number(row.publishedAt),
        updatedAt: Number(row.updatedAt),
        ratingSum: Number(row.ratingSum),
      })),
    );
    after = rows.at(-1)?.ordinal ?? after;
    if (rows.length < atOnce) break;
  }
  catalogue.progress.assets = shelf.size;
}

/** Takes assets out of memory, by their ordinals. */
export function takeOut({ shelf, words }: Catalogue, ordinals: readonly number[]): void {
  shelf.remove(ordinals);
  words.remove(ordinals);
}
