import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Refusal } from './refusal.ts';
import { readCsv } from './read-csv.ts';
import { readParquet } from './read-parquet.ts';

/** A cell as it stands in the file; empty cells of a CSV file are ''. */
export type Cell = string | number | bigint | boolean | Date | null | undefined | object;

/** Rows of a table, a few at a time, in the order of the columns. */
export interface Table {
  readonly columns: readonly string[];
  readonly chunks: AsyncIterable<readonly (readonly Cell[])[]>;
}

const tableName = /\.(csv|parquet)$/i;

/**
 * Opens the table below a folder: the one file that is a CSV or Parquet table, or the one that is named.
 * @throws Refusal where there is none, or more than one and no name
 */
export async function readTable(folder: string, file: string | undefined): Promise<Table> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const names = entries
    .filter((entry) => entry.isFile() && tableName.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
  const chosen = file === undefined ? names : names.filter((name) => name === file);
  const [name] = chosen;
  if (name === undefined)
    throw new Refusal(
      file === undefined
        ? 'the dataset has no CSV or Parquet file'
        : 'the dataset has no such CSV or Parquet file as the parameter file names',
    );
  if (chosen.length > 1)
    throw new Refusal(`the dataset has ${chosen.length} tables: name one with the parameter file`);
  const path = join(folder, name);
  return name.toLowerCase().endsWith('.csv') ? readCsv(path) : readParquet(path);
}
