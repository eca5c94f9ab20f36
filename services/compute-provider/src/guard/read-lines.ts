import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse';
import { walkJson } from './json-values.ts';
import type { Records } from './records.ts';

/** A JSON file is parsed at once up to here; a larger one is read as text, line by line. */
const maxJsonBytes = 256 << 20;
const maxLine = 1 << 20;

/** Whether the first bytes are those of text; a file of another kind has no lines. */
async function isText(path: string): Promise<boolean> {
  const source = createReadStream(path, { end: 4095 });
  for await (const chunk of source) {
    if (chunk instanceof Uint8Array && chunk.includes(0)) return false;
  }
  return true;
}

export async function readTable(path: string, delimiter: string, records: Records): Promise<void> {
  const source = createReadStream(path);
  const parser = source.pipe(
    parse({ bom: true, delimiter, max_record_size: maxLine, relax_column_count: true }),
  );
  source.on('error', (error) => parser.destroy(error));
  let byName: number[] | undefined;
  try {
    for await (const record of parser) {
      if (!Array.isArray(record)) continue;
      const fields = record.map(String);
      if (byName === undefined) byName = orderByName(fields);
      else records.add(fields.entries(), byName);
    }
  } catch (error) {
    // No table after all: its lines are records all the same.
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_'))) throw error;
    records.endFile();
    await readLines(path, records);
  } finally {
    source.destroy();
  }
}

/** The places of columns in the order of their names; none where that is the order in which they stand. */
export function orderByName(names: readonly string[]): number[] {
  const order = names.map((_, place) => place);
  order.sort((a, b) => ((names[a] ?? '') < (names[b] ?? '') ? -1 : 1));
  return order.every((place, index) => place === index) ? [] : order;
}

export async function readJson(path: string, records: Records): Promise<void> {
  const source = await readFile(path).catch(() => undefined);
  if (source === undefined || source.byteLength > maxJsonBytes) return readLines(path, records);
  let value: unknown;
  try {
    value = JSON.parse(source.toString('utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return readLines(path, records);
  }
  walkJson(value, {
    container: (entries) => records.add(entries),
  });
}

export async function readLines(path: string, records: Records): Promise<void> {
  if (!(await isText(path))) return;
  for await (const line of linesOf(path)) {
    const value = jsonLine(line);
    if (value === undefined) records.add([[0, line]]);
    else walkJson(value, { container: (entries) => records.add(entries) });
  }
}

/** The lines of a text; one that is longer than {@link maxLine} comes in pieces, so that memory stays bounded. */
async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(path, { encoding: 'utf8' })) {
    const lines = (rest + String(chunk)).split(/\r?\n/);
    rest = lines.pop() ?? '';
    yield* lines;
    if (rest.length < maxLine) continue;
    yield rest;
    rest = '';
  }
  if (rest !== '') yield rest;
}

/** The value of a line of JSON Lines; undefined where the line is something else. */
function jsonLine(line: string): unknown {
  if (!/^\s*[[{]/.test(line)) return undefined;
  try {
    return JSON.parse(line);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}
