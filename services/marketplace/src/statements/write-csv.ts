import type { Statement, StatementLine } from '@atoll/schemas/statement';

/** The columns in their order, and what of a line stands in each. Words of strangers are marked: they may not become formulas. */
const columns: readonly (readonly [
  name: string,
  value: (line: StatementLine) => string | undefined,
  kind: 'words' | 'plain',
])[] = [
  ['time_utc', ({ at }) => at, 'plain'],
  ['section', ({ section }) => section, 'plain'],
  ['event', ({ event }) => event, 'plain'],
  ['direction', ({ direction }) => direction, 'plain'],
  ['asset_id', ({ asset }) => asset?.id, 'plain'],
  ['asset_name', ({ asset }) => asset?.name, 'words'],
  ['amount', ({ money }) => money.amount, 'plain'],
  ['amount_units', ({ money }) => money.units, 'plain'],
  ['token', ({ token }) => token.symbol, 'words'],
  ['token_address', ({ token }) => token.address, 'plain'],
  ['protocol_fee', ({ protocolFee }) => protocolFee?.amount ?? protocolFee?.units, 'plain'],
  ['relay_fee', ({ relayFee }) => relayFee?.amount ?? relayFee?.units, 'plain'],
  ['transaction', ({ transaction }) => transaction, 'plain'],
  ['reference_kind', ({ reference }) => reference?.kind, 'plain'],
  ['reference', ({ reference }) => reference?.id, 'words'],
  ['fiat_value', ({ fiat }) => fiat?.value, 'plain'],
  ['fiat_currency', ({ fiat }) => fiat?.currency, 'plain'],
  ['fiat_price', ({ fiat }) => fiat?.price, 'plain'],
  ['fiat_source', ({ fiat }) => fiat?.source, 'words'],
  ['note', ({ note }) => note, 'words'],
];

const needsQuotes = /[",\r\n]/;
/** What a spreadsheet would take for a formula, also behind blanks (OWASP, "CSV Injection"). */
const formula = /^\s*[=+\-@]|^[\t\r\n]/;

/** One cell as RFC 4180 wants it; words that a spreadsheet would run get an apostrophe in front. */
export function csvCell(value: string | undefined, kind: 'words' | 'plain'): string {
  if (value === undefined) return '';
  const safe = kind === 'words' && formula.test(value) ? `'${value}` : value;
  return needsQuotes.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Lines that are written at once. */
const batch = 500;

/**
 * A statement's lines as CSV (RFC 4180, UTF-8), a first line of names, in pieces as they are taken.
 * @param input.bom begin with a byte order mark
 */
export function* statementCsv(statement: Statement, input: { bom: boolean }): Generator<string> {
  yield `${input.bom ? '\uFEFF' : ''}${columns.map(([name]) => name).join(',')}\r\n`;
  const { lines } = statement;
  for (let from = 0; from < lines.length; from += batch) {
    yield lines
      .slice(from, from + batch)
      .map((line) => `${columns.map(([, value, kind]) => csvCell(value(line), kind)).join(',')}\r\n`)
      .join('');
  }
}
