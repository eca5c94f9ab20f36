import type { CatalogueEntry } from '@atoll/schemas/marketplace-api';
import type { AssetId } from '@atoll/schemas/ids';
import type { MarketplaceContext } from '../context.ts';
import { AssetUnknown } from './errors.ts';
import { type AssetRow, ratingOf } from './projection/asset-facts.ts';

type EntryContext = Pick<MarketplaceContext, 'database' | 'catalogue'>;

interface EntryRow {
  ordinal: number;
  entry: AssetRow['entry'];
  document: CatalogueEntry['document'] | null;
  provider: string;
  runs: number;
  ratingSum: bigint;
  ratings: number;
  available: boolean;
}

function entryOf(ctx: EntryContext, row: EntryRow): CatalogueEntry {
  const rating = ratingOf(Number(row.ratingSum), row.ratings);
  return {
    ...row.entry,
    available: row.available,
    gpus: [...ctx.catalogue.shelf.gpusOf(row.provider)],
    runs: row.runs,
    ...(rating === undefined ? {} : { rating }),
    ...(row.document === null || row.document === undefined ? {} : { document: row.document }),
  };
}

async function readByOrdinal(
  ctx: EntryContext,
  ordinals: readonly number[],
): Promise<Map<number, CatalogueEntry>> {
  if (ordinals.length === 0) return new Map();
  const { sql } = ctx.database;
  const rows = await sql<EntryRow[]>`
    select c.ordinal, c.entry, null as document, c.provider, c.runs, c.rating_sum as "ratingSum", c.ratings,
      exists (select from marketplace.pins as p where p.cid = c.entry ->> 'metadata' and p.state = 'pinned') as available
    from marketplace.catalogue as c where c.ordinal = any (${[...ordinals]}::integer[])`;
  return new Map(rows.map((row) => [row.ordinal, entryOf(ctx, row)]));
}

/** Entries without their documents, in the order asked for; what is gone meanwhile is left out. */
export async function readEntries(ctx: EntryContext, ordinals: readonly number[]): Promise<CatalogueEntry[]> {
  const entries = await readByOrdinal(ctx, ordinals);
  return ordinals.flatMap((ordinal) => entries.get(ordinal) ?? []);
}

/** Milliseconds for which a listing may tell of a pin what was true before. */
const pinsAreRead = 5_000;

/**
 * What `readEntries` tells, each entry as JSON; those that were told lately from memory. A change of an asset shows at once, one of its pin
 * within five seconds.
 */
export async function readEntryTexts(ctx: EntryContext, ordinals: readonly number[]): Promise<string[]> {
  const { entryTexts, shelf } = ctx.catalogue;
  const now = performance.now();
  const texts = new Map<number, string>();
  // As of before they are read: what changes meanwhile is read again by the next listing.
  const versions = new Map<number, number>();
  for (const ordinal of ordinals) {
    const known = entryTexts.get(String(ordinal));
    const version = shelf.versionOf(ordinal);
    if (known !== undefined && known.version === version && now - known.readAt < pinsAreRead) {
      texts.set(ordinal, known.text);
    } else versions.set(ordinal, version);
  }
  for (const [ordinal, entry] of await readByOrdinal(ctx, [...versions.keys()])) {
    const text = JSON.stringify(entry);
    texts.set(ordinal, text);
    entryTexts.put(String(ordinal), { version: versions.get(ordinal) ?? -1, text, readAt: now });
  }
  return ordinals.flatMap((ordinal) => texts.get(ordinal) ?? []);
}

/**
 * One asset, whatever its state and whatever became of its document.
 * @throws AssetUnknown
 */
export async function readEntry(ctx: EntryContext, assetId: AssetId): Promise<CatalogueEntry> {
  const { sql } = ctx.database;
  const [row] = await sql<EntryRow[]>`
    select c.ordinal, c.entry, c.document, c.provider, c.runs, c.rating_sum as "ratingSum", c.ratings,
      exists (select from marketplace.pins as p where p.cid = c.entry ->> 'metadata' and p.state = 'pinned') as available
    from marketplace.catalogue as c where c.asset_id = ${assetId}`;
  if (row === undefined) throw new AssetUnknown(assetId);
  return entryOf(ctx, row);
}
