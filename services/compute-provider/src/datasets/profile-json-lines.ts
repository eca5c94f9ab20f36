import { createReadStream } from 'node:fs';
import type { ProfiledColumn } from '@atoll/schemas/provider-api';
import { z } from 'zod';
import { type ColumnTypes, columnTypes, narrow, profiled } from './column-types.ts';

const maxLineCharacters = 1 << 20;
const maxColumns = 10_000;
const Line = z.record(z.string(), z.unknown());

/**
 * Number of rows, and name, type and nullability of each column of a file with one JSON object a line. A column that some line lacks is
 * nullable; one that holds lists or objects is text.
 *
 * @returns undefined where some line is no object
 */
export async function profileJsonLines(
  path: string,
  signal?: AbortSignal,
): Promise<{ rows: number; columns: ProfiledColumn[] } | undefined> {
  const columns = new Map<string, ColumnTypes & { rows: number }>();
  let rows = 0;
  for await (const line of linesOf(path, signal)) {
    if (line === undefined) return undefined;
    if (line.trim() === '') continue;
    const record = parseLine(line);
    if (record === undefined) return undefined;
    rows += 1;
    for (const [name, value] of Object.entries(record)) {
      let column = columns.get(name);
      if (column === undefined) columns.set(name, (column = { ...columnTypes(name), rows: 0 }));
      column.rows += 1;
      narrow(column, textOf(value));
    }
    if (columns.size > maxColumns) return undefined;
  }
  if (columns.size === 0) return undefined;
  return {
    rows,
    columns: [...columns.values()].map((column) =>
      profiled({ ...column, nullable: column.nullable || column.rows < rows }),
    ),
  };
}

/** A value as a column's type is found from it; nothing for a null. */
function textOf(value: unknown): string {
  if (value === null) return '';
  if (typeof value === 'string') return value === '' ? ' ' : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '{}';
}

function parseLine(line: string): Record<string, unknown> | undefined {
  try {
    return Line.safeParse(JSON.parse(line)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The lines of a file; undefined for one that is too long to be held. */
async function* linesOf(path: string, signal: AbortSignal | undefined): AsyncGenerator<string | undefined> {
  const source = createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 18 });
  let rest = '';
  for await (const chunk of source) {
    signal?.throwIfAborted();
    const lines = `${rest}${String(chunk)}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
    if (rest.length > maxLineCharacters) yield undefined;
  }
  yield rest;
}
