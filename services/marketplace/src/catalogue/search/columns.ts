import { createLists, grown, type Lists, wholes } from './lists.ts';

/** Numbers of assets by ordinal. An array is replaced by a longer one as the catalogue grows: take it anew for each pass. */
export interface Columns {
  /** `there`, `listed` and `retired` together; 0 where no asset has the ordinal. */
  readonly flags: Uint8Array;
  readonly owner: Uint32Array;
  /** The price as sorts compare it: two that differ by less than a part in 2^53 count as equal. */
  readonly price: Float64Array;
  readonly publishedAt: Float64Array;
  readonly updatedAt: Float64Array;
  readonly runs: Float64Array;
  /** Mean score in thousandths; 0 where nobody rated. */
  readonly rating: Float64Array;
  /** The numbers of the assets' facet values. */
  readonly facets: Lists;
}

export const flag = { there: 1, listed: 2, retired: 4 } as const;

/** What of an asset the columns hold. */
export interface ColumnRow {
  readonly flags: number;
  readonly owner: number;
  readonly price: number;
  readonly publishedAt: number;
  readonly updatedAt: number;
  readonly runs: number;
  readonly rating: number;
  readonly values: readonly number[];
}

export interface ColumnTable {
  readonly columns: Columns;
  put(ordinal: number, row: ColumnRow): void;
  remove(ordinal: number): void;
}

const bytes = (length: number) => new Uint8Array(length);
const floats = (length: number) => new Float64Array(length);

/** An empty table of columns: about 60 bytes an asset and 4 for each of its facet values. */
export function createColumns(): ColumnTable {
  const facets = createLists();
  const columns = {
    flags: bytes(0),
    owner: wholes(0),
    price: floats(0),
    publishedAt: floats(0),
    updatedAt: floats(0),
    runs: floats(0),
    rating: floats(0),
    facets: facets.lists,
  };

  const growTo = (length: number): void => {
    columns.flags = grown(columns.flags, bytes, length);
    columns.owner = grown(columns.owner, wholes, length);
    for (const name of ['price', 'publishedAt', 'updatedAt', 'runs', 'rating'] as const) {
      columns[name] = grown(columns[name], floats, length);
    }
  };

  return {
    columns,
    put: (ordinal, row) => {
      growTo(ordinal + 1);
      columns.flags[ordinal] = row.flags | flag.there;
      columns.owner[ordinal] = row.owner;
      columns.price[ordinal] = row.price;
      columns.publishedAt[ordinal] = row.publishedAt;
      columns.updatedAt[ordinal] = row.updatedAt;
      columns.runs[ordinal] = row.runs;
      columns.rating[ordinal] = row.rating;
      facets.put(ordinal, row.values);
    },
    remove: (ordinal) => {
      if (ordinal >= columns.flags.length) return;
      columns.flags[ordinal] = 0;
      facets.put(ordinal, []);
    },
  };
}
