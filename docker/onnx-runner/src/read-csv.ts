import { createReadStream } from 'node:fs';
import { CsvError, parse } from 'csv-parse';
import { Refusal } from './refusal.ts';
import type { Table } from './read-table.ts';

/** Rows handed on at once. */
const chunkRows = 1024;

/** A CSV file with a header (RFC 4180), read as it is asked for. */
export async function readCsv(path: string): Promise<Table> {
  const parser = createReadStream(path, { highWaterMark: 1 << 18 }).pipe(
    parse({ bom: true, skip_empty_lines: true, max_record_size: 1 << 22 }),
  );
  const records: AsyncIterator<string[]> = parser[Symbol.asyncIterator]();
  const header = await next(records);
  if (header === undefined) throw new Refusal('the CSV file has no header row');
  return { columns: header, chunks: chunksOf(records) };
}

async function* chunksOf(records: AsyncIterator<string[]>): AsyncGenerator<string[][]> {
  let chunk: string[][] = [];
  for (;;) {
    const record = await next(records);
    if (record !== undefined) chunk.push(record);
    if (chunk.length === chunkRows || (record === undefined && chunk.length > 0)) {
      yield chunk;
      chunk = [];
    }
    if (record === undefined) return;
  }
}

async function next(records: AsyncIterator<string[]>): Promise<string[] | undefined> {
  try {
    const { done, value } = await records.next();
    return done === true ? undefined : value;
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    // The parser's own message quotes the line.
    throw new Refusal(`the CSV file is malformed: ${cause.code.toLowerCase().replaceAll('_', ' ')}`, {
      cause,
    });
  }
}
