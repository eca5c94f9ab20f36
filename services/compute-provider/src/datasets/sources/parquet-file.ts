import type { FileHandle } from 'node:fs/promises';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { ParquetColumn } from './postgres-types.ts';
import { claimBytes, type Staging, writeAt } from './staging.ts';

/** Rows of a group at most, and characters of text: what is held in memory until a group is written. */
const groupRows = 65_536;
const groupCharacters = 16 << 20;

/** Keeps what was encoded until it is written out, after each group of rows. */
class HandleWriter extends ByteWriter {
  readonly #handle: FileHandle;
  readonly #staging: Staging;
  readonly #path: string;
  #written = 0;

  constructor(handle: FileHandle, staging: Staging, path: string) {
    super(1 << 20);
    this.#handle = handle;
    this.#staging = staging;
    this.#path = path;
  }

  async flush(): Promise<void> {
    const bytes = this.getBytes();
    claimBytes(this.#staging, bytes.byteLength);
    await writeAt(this.#handle, this.#path, bytes, this.#written);
    this.#written += bytes.byteLength;
    this.index = 0;
  }
}

/**
 * A Parquet file that is written while its rows come, a group of them at a time.
 *
 * @example
 * const file = createParquetFile({ handle, staging, path, columns });
 * await file.add([['1', null]]);
 * await file.finish();
 */
export function createParquetFile(input: {
  handle: FileHandle;
  staging: Staging;
  path: string;
  columns: readonly ParquetColumn[];
}): {
  /** Takes rows of values as Postgres writes them; null where there is none. */
  add(rows: Iterable<readonly (string | null)[]>): Promise<void>;
  /** @returns the number of rows */
  finish(): Promise<number>;
} {
  const { columns } = input;
  const writer = new HandleWriter(input.handle, input.staging, input.path);
  const file = new ParquetWriter({
    writer,
    schema: [{ name: 'root', num_children: columns.length }, ...columns.map(({ element }) => element)],
    createdBy: 'atoll',
  });
  let group: unknown[][] = columns.map(() => []);
  let characters = 0;
  let rows = 0;
  let waiting = 0;
  const writeGroup = async () => {
    if (waiting === 0) return;
    const columnData = columns.map(({ name }, index) => ({ name, data: group[index] ?? [] }));
    await file.write({ columnData, rowGroupSize: waiting });
    group = columns.map(() => []);
    characters = 0;
    waiting = 0;
  };
  return {
    async add(added) {
      for (const row of added) {
        for (const [index, { read }] of columns.entries()) {
          const value = row[index] ?? null;
          characters += value?.length ?? 0;
          group[index]?.push(value === null ? null : read(value));
        }
        rows += 1;
        waiting += 1;
        if (waiting >= groupRows || characters >= groupCharacters) await writeGroup();
      }
    },
    async finish() {
      await writeGroup();
      await file.finish();
      await writer.flush();
      return rows;
    },
  };
}
