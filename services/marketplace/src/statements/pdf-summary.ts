import type { Statement, StatementTotal } from '@atoll/schemas/statement';
import {
  amountText,
  assetText,
  bottom,
  cell,
  type Column,
  type Document,
  inner,
  margin,
  rule,
  words,
} from './pdf-table.ts';
import { latin, wrapped } from './pdf-text.ts';

/** Columns of the totals. */
const totalColumns: readonly Column[] = [
  { name: 'Section', at: 0, width: 66, align: 'left' },
  { name: 'Asset', at: 70, width: 226, align: 'left' },
  { name: 'Lines', at: 300, width: 44, align: 'right' },
  { name: 'In', at: 350, width: 138, align: 'right' },
  { name: 'Out', at: 494, width: 138, align: 'right' },
  { name: 'Value at receipt', at: 638, width: inner - 638, align: 'right' },
];

const size = 8.5;
const rowHeight = 17;
/** What stands between a heading and the table before it. */
const headingGap = 12;

/** A row of the summary: a heading, a row of the totals' table, or a line of a sentence. */
export type SummaryRow =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'names' }
  | { readonly kind: 'total'; readonly cells: readonly string[] }
  | { readonly kind: 'sentence'; readonly text: string };

/** A row and how far below the top of its page's summary it stands. */
export interface PlacedRow {
  readonly row: SummaryRow;
  readonly down: number;
}

function totalRow(each: StatementTotal): SummaryRow {
  const amount = amountText(each.money, each.token);
  const value = each.fiat === undefined ? '' : `${each.fiat.value} ${each.fiat.currency}`;
  const missing = each.fiat?.missing ?? 0;
  return {
    kind: 'total',
    cells: [
      words(each.section),
      each.asset === undefined ? 'all' : assetText(each.asset),
      String(each.lines),
      each.direction === 'in' ? amount : '',
      each.direction === 'out' ? amount : '',
      missing === 0 ? value : `${value} (without ${missing} unvalued)`,
    ],
  };
}

/** Totals and notes, in rows. */
export function summaryOf(document: Document, { totals, notes }: Statement): readonly SummaryRow[] {
  const widthOf = (text: string) => document.font('Helvetica').fontSize(size).widthOfString(text);
  const heading = (text: string): SummaryRow => ({ kind: 'heading', text });
  const sentences = (text: string): SummaryRow[] =>
    wrapped(latin(text), inner, widthOf).map((line) => ({ kind: 'sentence', text: line }));
  const tableOf = (some: readonly StatementTotal[]): SummaryRow[] =>
    some.length === 0 ? sentences('nothing in this period') : [{ kind: 'names' }, ...some.map(totalRow)];
  return [
    heading('Totals by token'),
    ...tableOf(totals.byToken),
    ...(totals.byAsset.length === 0 ? [] : [heading('Totals by asset'), ...tableOf(totals.byAsset)]),
    heading('Notes'),
    ...notes.flatMap(sentences),
  ];
}

/**
 * The rows on pages. A heading never stands alone at the foot of a page, and a table that goes on has its columns named again.
 *
 * @param room height for rows on the first page, and on each other one
 */
export function summaryPages(
  rows: readonly SummaryRow[],
  room: { readonly first: number; readonly others: number } = {
    first: bottom - summaryTop(1),
    others: bottom - summaryTop(2),
  },
): readonly (readonly PlacedRow[])[] {
  const pages: PlacedRow[][] = [[]];
  let down = 0;
  for (const row of rows) {
    let current = pages.at(-1) ?? [];
    const gap = row.kind === 'heading' && current.length > 0 ? headingGap : 0;
    // what it needs below it on the same page: a heading the names and a row, the names a row
    const together = { heading: 3, names: 2, total: 1, sentence: 1 }[row.kind];
    if (
      current.length > 0 &&
      down + gap + together * rowHeight > (pages.length === 1 ? room.first : room.others)
    ) {
      current = [];
      pages.push(current);
      down = 0;
      if (row.kind === 'total') {
        current.push({ row: { kind: 'names' }, down });
        down += rowHeight;
      }
      current.push({ row, down });
      down += rowHeight;
      continue;
    }
    current.push({ row, down: down + gap });
    down += gap + rowHeight;
  }
  return pages;
}

/** Where the summary begins on a page: on the first one below what the statement is about. */
export function summaryTop(number: number): number {
  return number === 1 ? margin + 120 : margin;
}

export function drawSummary(document: Document, top: number, rows: readonly PlacedRow[]): void {
  for (const { row, down } of rows) {
    const y = top + down;
    const isHead = row.kind === 'heading' || row.kind === 'names';
    document.font(isHead ? 'Helvetica-Bold' : 'Helvetica').fillColor('black');
    if (row.kind === 'names' || row.kind === 'total') {
      const cells = row.kind === 'names' ? totalColumns.map(({ name }) => name) : row.cells;
      for (const [at, text] of cells.entries()) cell(document, totalColumns[at], y, text, size);
      rule(document, y + 12, row.kind === 'names' ? 0.5 : 0.25);
      continue;
    }
    document
      .fontSize(row.kind === 'heading' ? 10 : size)
      .text(latin(row.text), margin, y, { lineBreak: false });
  }
}
