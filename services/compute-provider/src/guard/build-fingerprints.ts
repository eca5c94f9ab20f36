import { extname, join } from 'node:path';
import { TableBuilder } from './fingerprint-table.ts';
import { readContent } from './read-content.ts';
import { readJson, readLines, readTable } from './read-lines.ts';
import { readNpy } from './read-npy.ts';
import { readParquet } from './read-parquet.ts';
import { Records } from './records.ts';
import type { TableShape } from './table-shape.ts';

/**
 * Fingerprints of every record of a dataset: rows of CSV, JSON, Parquet and NumPy arrays, lines of text; and of the bytes of every file
 * but CSV and JSON, whose values say it all. Read as streams; memory is bounded by the table's, whatever the dataset's size.
 *
 * @param input.limit fingerprints at most; when there are more, every other one is kept
 */
export async function buildFingerprints(input: {
  directory: string;
  files: readonly string[];
  secret: Uint8Array;
  limit?: number;
}): Promise<{ bytes: Uint8Array; shape: TableShape }> {
  const table = new TableBuilder(input.limit);
  const records = new Records(input.secret, table);
  for (const file of input.files) {
    await readFileRecords(join(input.directory, file), extname(file).toLowerCase(), records);
    records.endFile();
  }
  return table.finish({ records: records.count });
}

async function readFileRecords(path: string, extension: string, records: Records): Promise<void> {
  switch (extension) {
    case '.csv':
      return readTable(path, ',', records);
    case '.tsv':
      return readTable(path, '\t', records);
    case '.json':
      return readJson(path, records);
    case '.jsonl':
    case '.ndjson':
      return readLines(path, records);
    case '.parquet':
      await readParquet(path, records);
      break;
    case '.npy':
      await readNpy(path, records);
      break;
    default:
      await readLines(path, records);
  }
  await readContent(path, records);
}
