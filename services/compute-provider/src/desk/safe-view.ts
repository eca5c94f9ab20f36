import { parse } from 'csv-parse/sync';
import type { HeldOutput } from './held-outputs.ts';
import { NoSafeView } from './problems.ts';
import { showUnseen } from './show-unseen.ts';

/** Most bytes that are shown as text. */
const mostBytes = 16 << 20;

/** What a spreadsheet takes for the beginning of a formula; a number with a sign is none. */
const formula = /^\s*(?:[=@\t\r|%]|[+-](?!(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$))/i;

/**
 * An output as text that does nothing where it is shown: every unseen character is written out, so none can drive a terminal or turn a
 * line round, and each cell of a table that a spreadsheet would run begins with an apostrophe. For reading; what is released is the
 * output as it is.
 *
 * @throws NoSafeView for ONNX, for what is no UTF-8, above 16 MiB
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export async function safeView(output: HeldOutput): Promise<string> {
  const { name, type, size } = output;
  if (type === 'onnx') throw new NoSafeView({ name, reason: 'it is a model' });
  if (size > mostBytes) throw new NoSafeView({ name, reason: `it has more than ${mostBytes} bytes` });
  const parts: Uint8Array[] = [];
  for await (const part of output.content) parts.push(part);
  return safeText({ name, type, bytes: Buffer.concat(parts) });
}

/** The same of bytes at hand. */
export function safeText(input: { name: string; type: 'json' | 'csv' | 'text'; bytes: Uint8Array }): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(input.bytes);
  } catch {
    throw new NoSafeView({ name: input.name, reason: 'it is not UTF-8' });
  }
  if (input.type !== 'csv') return showUnseen(text.replaceAll('\r\n', '\n'));
  const rows: string[][] = parse(text, { relax_column_count: true, relax_quotes: true });
  return `${rows.map((row) => row.map(safeCell).join(',')).join('\n')}\n`;
}

function safeCell(cell: string): string {
  const shown = showUnseen(formula.test(cell) ? `'${cell}` : cell);
  return /[",\n]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}
