import { type CatalogueEntry } from '@atoll/schemas/marketplace-api';
import { type AssetId } from '@atoll/schemas/ids';
import { type MarketplaceContext } from '../context.ts';
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

/** Entries without their documents, in the order asked for; what is gone meanwhile is left out. */
export async function readEntries(ctx: EntryContext, ordinals: readonly number[]): Promise<CatalogueEntry[]> {
  if (ordinals.length === 0) return [];
  const { sql } = ctx.database;
  const rows = await sql<EntryRow[]>`
    select c.ordinal, c.entry, null as document, c.provider, c.runs, c.rating_sum as "ratingSum", c.ratings,
      exists (select from marketplace.pins as p where p.cid = c.entry ->> 'metadata' and p.state = 'pinned') as available
    from marketplace.catalogue as c where c.ordinal = any (${[...ordinals]}::integer[])`;
  const byOrdinal = new Map(rows.map((row) => [row.ordinal, row]));
  return ordinals.flatMap((ordinal) => {
    const row = byOrdinal.get(ordinal);
    return row === undefined ? [] : [entryOf(ctx, row)];
  });
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
