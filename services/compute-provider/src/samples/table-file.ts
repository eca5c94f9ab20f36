import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { ProfiledColumn } from '@atoll/schemas/provider-api';
import { parse } from 'csv-parse';
import type { CellValue, DrawnValue } from './column-domain.ts';

/** A table of a dataset, as a sample is made of it. */
export interface TableFile {
  readonly path: string;
  readonly columns: readonly (ProfiledColumn & {
    /** The file's format leaves no room for a missing value. */
    readonly required?: boolean;
  })[];
  /** As many as the file holds: not to be told. */
  readonly rows: number;
  /** Every row's values, in the order of the columns. */
  read(): AsyncIterable<readonly CellValue[]>;
  /** Writes other rows as a file of the same format, names and types. */
  write(path: string, rows: readonly (readonly DrawnValue[])[]): Promise<void>;
}

/** A CSV file with a header, as it was profiled at its registration. */
export function csvTable(input: {
  absolute: string;
  path: string;
  columns: readonly ProfiledColumn[];
  rows: number;
}): TableFile {
  return {
    path: input.path,
    columns: input.columns,
    rows: input.rows,
    read: () => readCsv(input.absolute),
    write: async (path, rows) => {
      await writeFile(
        path,
        csvOf(
          input.columns.map(({ name }) => name),
          rows,
        ),
        { flag: 'wx' },
      );
    },
  };
}

async function* readCsv(path: string): AsyncGenerator<readonly CellValue[]> {
  const source = createReadStream(path);
  const parser = source.pipe(parse({ bom: true, max_record_size: 1 << 20, from: 2 }));
  source.on('error', (error) => parser.destroy(error));
  try {
    for await (const record of parser) yield Array.isArray(record) ? record.map(String) : [];
  } finally {
    source.destroy();
  }
}

/** Rows as CSV (RFC 4180), a missing value as nothing. */
export function csvOf(names: readonly string[], rows: readonly (readonly DrawnValue[])[]): string {
  const lines = [names, ...rows].map((row) => row.map(field).join(','));
  return `${lines.join('\n')}\n`;
}

function field(value: DrawnValue): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
