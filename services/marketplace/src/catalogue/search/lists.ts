/** Lists of numbers by ordinal, side by side in one array. An array is replaced by a longer one as the catalogue grows: take it anew for each pass. */
export interface Lists {
  /** The numbers of an ordinal are those from `from`, as many as `count` says. */
  readonly values: Uint32Array;
  readonly from: Uint32Array;
  readonly count: Uint32Array;
}

export interface ListTable {
  readonly lists: Lists;
  put(ordinal: number, values: ArrayLike<number>): void;
  /** The numbers of an ordinal; none where nothing was put. Valid until the next `put`. */
  of(ordinal: number): Uint32Array;
}

type Growing = Uint8Array | Uint32Array | Float64Array;
export const smallest = 1_024;

/** The same numbers with room for more. */
export function grown<T extends Growing>(before: T, make: (length: number) => T, length: number): T {
  if (length <= before.length) return before;
  const after = make(Math.max(smallest, length, Math.ceil(before.length * 1.5)));
  after.set(before);
  return after;
}

export const wholes = (length: number) => new Uint32Array(length);

/** An empty table of lists: 8 bytes an ordinal and 4 for each number, at most twice as much after many changes. */
export function createLists(): ListTable {
  const lists = { values: wholes(0), from: wholes(0), count: wholes(0) };
  let end = 0;
  let abandoned = 0;

  /** Writes the numbers that are in use side by side; what changed lists had before is left out. */
  const gather = (): void => {
    const values = wholes(Math.max(smallest, Math.ceil((end - abandoned) * 1.5)));
    let at = 0;
    for (let ordinal = 0; ordinal < lists.count.length; ordinal++) {
      const from = lists.from[ordinal] ?? 0;
      const count = lists.count[ordinal] ?? 0;
      values.set(lists.values.subarray(from, from + count), at);
      lists.from[ordinal] = at;
      at += count;
    }
    lists.values = values;
    end = at;
    abandoned = 0;
  };

  return {
    lists,
    put: (ordinal, values) => {
      lists.from = grown(lists.from, wholes, ordinal + 1);
      lists.count = grown(lists.count, wholes, ordinal + 1);
      const before = lists.count[ordinal] ?? 0;
      let from = lists.from[ordinal] ?? 0;
      if (values.length > before) {
        from = end;
        abandoned += before;
        lists.values = grown(lists.values, wholes, end + values.length);
        end += values.length;
      } else {
        abandoned += before - values.length;
      }
      lists.values.set(values, from);
      lists.from[ordinal] = from;
      lists.count[ordinal] = values.length;
      if (abandoned > smallest && abandoned > end / 2) gather();
    },
    of: (ordinal) => {
      const from = lists.from[ordinal] ?? 0;
      return lists.values.subarray(from, from + (lists.count[ordinal] ?? 0));
    },
  };
}
