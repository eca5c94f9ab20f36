import type { Series } from '@atoll/ui/line-plot.tsx';

/** What can be shown of an output beside its bytes. */
export type Shown =
  | {
      readonly kind: 'figures';
      readonly rows: readonly (readonly [name: string, value: string])[];
      readonly series: readonly Series[];
    }
  | {
      readonly kind: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
      readonly more: number;
    }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file' };

const most = { bytes: 1 << 20, rows: 200, columns: 50, points: 2000, depth: 6 };

/** Reads an output as far as it can be shown; whatever an algorithm wrote is a stranger's. */
export function readOutput(name: string, bytes: Uint8Array): Shown {
  if (bytes.byteLength > most.bytes || name.endsWith('.onnx')) return { kind: 'file' };
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return { kind: 'file' };
    throw error;
  }
  if (name.endsWith('.json')) return readFigures(text) ?? { kind: 'text', text };
  if (name.endsWith('.csv')) return readTable(text);
  return { kind: 'text', text };
}

function readFigures(text: string): Shown | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const rows: [string, string][] = [];
  const series: Series[] = [];
  walk('', value, 0, rows, series);
  return { kind: 'figures', rows, series };
}

function walk(path: string, value: unknown, depth: number, rows: [string, string][], series: Series[]): void {
  if (rows.length >= most.rows) return;
  if (Array.isArray(value) && value.length > 1 && value.every((each) => typeof each === 'number')) {
    const numbers: readonly number[] = value;
    series.push({ name: path || 'values', points: numbers.slice(0, most.points).map((y, x) => ({ x, y })) });
    return;
  }
  if (typeof value === 'object' && value !== null && depth < most.depth) {
    for (const [name, each] of Object.entries(value))
      walk(path === '' ? name : `${path}.${name}`, each, depth + 1, rows, series);
    return;
  }
  rows.push([path || 'value', typeof value === 'string' ? value : JSON.stringify(value)]);
}

/** CSV after RFC 4180, the first rows of it. */
export function readTable(text: string): Shown {
  const records: string[][] = [];
  let record: string[] = [];
  let field = '';
  let quoted = false;
  const endField = () => {
    if (record.length < most.columns) record.push(field);
    field = '';
  };
  const endRecord = () => {
    endField();
    records.push(record);
    record = [];
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (quoted) {
      if (character !== '"') field += character;
      else if (text[at + 1] === '"') {
        field += '"';
        at++;
      } else quoted = false;
    } else if (character === '"' && field === '') quoted = true;
    else if (character === ',') endField();
    else if (character === '\n') endRecord();
    else if (character !== '\r') field += character;
  }
  if (field !== '' || record.length > 0) endRecord();
  const [head = [], ...rows] = records;
  return { kind: 'table', head, rows: rows.slice(0, most.rows), more: Math.max(0, rows.length - most.rows) };
}
