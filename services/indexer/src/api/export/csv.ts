import type { ExportColumn } from './export-columns.ts';
import type { Batch } from './read-export.ts';

const needsQuotes = /[",\r\n]/;
/** What a spreadsheet would take for a formula (OWASP, "CSV Injection"). */
const formula = /^[=+\-@\t\r]/;

const cell = (text: string): string => (needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** One value; anybody's words get an apostrophe in front where a spreadsheet would run them. */
export function csvValue(value: string | null, kind: ExportColumn['kind']): string {
  if (value === null) return '';
  return cell(kind === 'text' && formula.test(value) ? `'${value}` : value);
}

/** Characters that are sent together; a line that is longer goes alone. */
const pieceLength = 64 * 1024;

/** Rows as CSV (RFC 4180) with a line of names; nothing stands for what is absent. */
export async function* csvOf(
  columns: readonly ExportColumn[],
  batches: AsyncIterable<Batch>,
): AsyncGenerator<Uint8Array> {
  let piece = `${columns.map(({ name }) => cell(name)).join(',')}\r\n`;
  for await (const rows of batches) {
    for (const row of rows) {
      if (piece.length >= pieceLength) {
        yield Buffer.from(piece);
        piece = '';
      }
      piece += `${columns.map(({ kind }, index) => csvValue(row[index] ?? null, kind)).join(',')}\r\n`;
    }
  }
  yield Buffer.from(piece);
}
