import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { hidden } from './hidden.ts';
import { OutputInvalid, OutputTooLarge } from './problems.ts';
import { readNumber, roundNumber } from './round-number.ts';

const maxBytes = 256 << 20;

/** What a spreadsheet takes for a formula and would run on the buyer's machine; a number with a sign is none. */
const formula = /^\s*(?:[=@]|[+-](?!$|(?:inf|infinity|nan|(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)\s*$))/i;

/**
 * The same table, written anew by RFC 4180: one kind of quoting, one kind of line end, every row as wide as the header, every number rounded
 * and in its one shortest form.
 * @param limits.precision significant decimal digits of a number that leaves
 * @param limits.maxRows data rows at most; the header is not counted
 * @throws OutputInvalid, OutputTooLarge
 */
export function checkCsv(
  name: string,
  bytes: Uint8Array,
  limits: { precision: number; maxRows?: number | undefined },
): Uint8Array {
  const { precision, maxRows } = limits;
  if (bytes.byteLength > maxBytes) throw new OutputTooLarge(name, bytes.byteLength, maxBytes);
  let rows: string[][];
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    rows = parse(text, {
      relax_column_count: false,
      skip_empty_lines: false,
      max_record_size: 1 << 20,
      ...(maxRows === undefined ? {} : { to: maxRows + 2 }),
    });
  } catch (cause) {
    const reason = cause instanceof CsvError ? cause.code.toLowerCase().replaceAll('_', ' ') : 'not UTF-8';
    throw new OutputInvalid(name, `it is not a CSV table: ${reason}`, cause);
  }
  if (rows.length === 0) throw new OutputInvalid(name, 'it has no header row');
  if (maxRows !== undefined && rows.length - 1 > maxRows)
    throw new OutputTooLarge(name, rows.length - 1, maxRows, 'rows');
  const lines = rows.map((row) => {
    for (const field of row) {
      if (hidden.test(field.replaceAll('\r', '')))
        throw new OutputInvalid(name, 'a field holds a control or invisible character');
      if (formula.test(field)) throw new OutputInvalid(name, 'a field reads as a formula of a spreadsheet');
    }
    return row.map((field) => quoted(written(name, field, precision))).join(',');
  });
  return new TextEncoder().encode(`${lines.join('\r\n')}\r\n`);
}

/** What the last character of a number, or of what stands for none, can be. */
const numberEnd = /[\d.fny\s]$/i;

/** A field in the form in which it leaves: text as it is, a number in its one shortest form. */
function written(name: string, field: string, precision: number): string {
  if (!numberEnd.test(field)) return field;
  const read = readNumber(field);
  if (read === 'text') return field;
  if (read === 'refused')
    throw new OutputInvalid(name, 'a field is no number, infinite or too large; leave such a field empty');
  return String(roundNumber(read.number, precision));
}

function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
