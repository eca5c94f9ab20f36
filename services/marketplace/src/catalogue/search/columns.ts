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
  /** The numbers of an asset's facet values are those of `values` from `from`, as many as `count` says. */
  readonly values: Uint32Array;
  readonly from: Uint32Array;
  readonly count: Uint32Array;
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

type Growing = Uint8Array | Uint32Array | Float64Array;
const smallest = 1_024;

/** The same numbers with room for more. */
function grown<T extends Growing>(before: T, make: (length: number) => T, length: number): T {
  if (length <= before.length) return before;
  const after = make(Math.max(smallest, length, before.length * 2));
  after.set(before);
  return after;
}

const bytes = (length: number) => new Uint8Array(length);
const wholes = (length: number) => new Uint32Array(length);
const floats = (length: number) => new Float64Array(length);

/** An empty table of columns: about 60 bytes an asset and 4 for each of its facet values. */
export function createColumns(): ColumnTable {
  const columns = {
    flags: bytes(0),
    owner: wholes(0),
    price: floats(0),
    publishedAt: floats(0),
    updatedAt: floats(0),
    runs: floats(0),
    rating: floats(0),
    values: wholes(0),
    from: wholes(0),
    count: wholes(0),
  };
  let end = 0;
  let abandoned = 0;

  const growTo = (length: number): void => {
    columns.flags = grown(columns.flags, bytes, length);
    for (const name of ['owner', 'from', 'count'] as const)
      columns[name] = grown(columns[name], wholes, length);
    for (const name of ['price', 'publishedAt', 'updatedAt', 'runs', 'rating'] as const) {
      columns[name] = grown(columns[name], floats, length);
    }
  };
  /** Writes the values that are in use side by side; what changed assets had before is left out. */
  const gather = (): void => {
    const values = wholes(Math.max(smallest, (end - abandoned) * 2));
    let at = 0;
    for (let ordinal = 0; ordinal < columns.count.length; ordinal++) {
      const from = columns.from[ordinal] ?? 0;
      const count = columns.count[ordinal] ?? 0;
      values.set(columns.values.subarray(from, from + count), at);
      columns.from[ordinal] = at;
      at += count;
    }
    columns.values = values;
    end = at;
    abandoned = 0;
  };
  const putValues = (ordinal: number, values: readonly number[]): void => {
    const before = columns.count[ordinal] ?? 0;
    let from = columns.from[ordinal] ?? 0;
    if (values.length > before) {
      from = end;
      abandoned += before;
      columns.values = grown(columns.values, wholes, end + values.length);
      end += values.length;
    } else {
      abandoned += before - values.length;
    }
    columns.values.set(values, from);
    columns.from[ordinal] = from;
    columns.count[ordinal] = values.length;
    if (abandoned > smallest && abandoned > end / 2) gather();
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
      putValues(ordinal, row.values);
    },
    remove: (ordinal) => {
      if (ordinal >= columns.flags.length) return;
      columns.flags[ordinal] = 0;
      putValues(ordinal, []);
    },
  };
}
