import { setImmediate } from 'node:timers/promises';
import { type Statement, type StatementLine, type StatementTotal } from '@atoll/schemas/statement';
import PDFDocument from 'pdfkit';
import { fitted, latin } from './pdf-text.ts';

type Document = InstanceType<typeof PDFDocument>;

const margin = 36;
const page = { width: 841.89, height: 595.28 };
const inner = page.width - 2 * margin;
const rowHeight = 30;
const tableTop = margin + 30;
const bottom = page.height - margin - 16;
const rowsOnPage = Math.floor((bottom - tableTop - 14) / rowHeight);
const grey = '#555555';

interface Column {
  readonly name: string;
  /** Left edge and width. */
  readonly at: number;
  readonly width: number;
  readonly align: 'left' | 'right';
}

/** Columns of the lines: what came in and what went out apart, as books have it. */
const columns: readonly Column[] = [
  { name: 'No.', at: 0, width: 30, align: 'right' },
  { name: 'Time (UTC)', at: 36, width: 80, align: 'left' },
  { name: 'Event', at: 120, width: 76, align: 'left' },
  { name: 'Asset', at: 200, width: 142, align: 'left' },
  { name: 'In', at: 346, width: 112, align: 'right' },
  { name: 'Out', at: 462, width: 112, align: 'right' },
  { name: 'Protocol fee', at: 578, width: 92, align: 'right' },
  { name: 'Value at receipt', at: 674, width: inner - 674, align: 'right' },
];

/** Columns of the totals. */
const totalColumns: readonly Column[] = [
  { name: 'Section', at: 0, width: 66, align: 'left' },
  { name: 'Asset', at: 70, width: 246, align: 'left' },
  { name: 'Lines', at: 320, width: 44, align: 'right' },
  { name: 'In', at: 370, width: 128, align: 'right' },
  { name: 'Out', at: 504, width: 128, align: 'right' },
  { name: 'Value at receipt', at: 638, width: inner - 638, align: 'right' },
];

const amountText = (
  money: { units: string; amount?: string | undefined },
  token: StatementLine['token'],
): string =>
  money.amount === undefined
    ? `${money.units} units of ${token.address.slice(0, 10)}…`
    : `${money.amount} ${token.symbol ?? ''}`;

const words = (event: string): string => event.replaceAll('_', ' ');

function cell(document: Document, column: Column | undefined, y: number, text: string, size = 8): void {
  if (column === undefined) return;
  const shown = fitted(latin(text), column.width, (part) => document.fontSize(size).widthOfString(part), {
    // money is never cut: it is made smaller instead
    cut: column.align === 'left',
  });
  document
    .fontSize(size * shown.scale)
    .text(shown.text, margin + column.at, y, { width: column.width, align: column.align, lineBreak: false });
}

function rule(document: Document, y: number, weight: number): void {
  document
    .moveTo(margin, y)
    .lineTo(page.width - margin, y)
    .lineWidth(weight)
    .stroke(weight < 0.5 ? '#bbbbbb' : grey);
}

/** @param first number of the first line among all of the statement */
function drawTable(document: Document, lines: readonly StatementLine[], first: number): void {
  document.font('Helvetica-Bold').fontSize(10).fillColor('black').text('Lines', margin, margin);
  for (const column of columns) cell(document, column, tableTop, column.name);
  rule(document, tableTop + 12, 0.5);
  for (const [index, line] of lines.entries()) {
    const y = tableTop + 16 + index * rowHeight;
    drawLine(document, line, y, first + index);
    rule(document, y + rowHeight - 4, 0.25);
  }
}

function drawLine(document: Document, line: StatementLine, y: number, number: number): void {
  const { token, fiat, protocolFee, relayFee, asset, reference, direction } = line;
  document.font('Helvetica').fillColor('black');
  const amount = amountText(line.money, token);
  const cells = [
    String(number),
    line.at.slice(0, 19).replace('T', ' '),
    words(line.event),
    asset?.name ?? (asset === undefined ? '' : 'unnamed asset'),
    direction === 'in' ? amount : '',
    direction === 'out' ? amount : '',
    protocolFee === undefined ? '' : amountText(protocolFee, token),
    fiat === undefined ? '' : `${fiat.value} ${fiat.currency}`,
  ];
  for (const [index, text] of cells.entries()) cell(document, columns[index], y, text);
  document.fillColor(grey);
  small(
    document,
    y + 10,
    `tx ${line.transaction}`,
    reference === undefined ? '' : `${reference.kind} ${reference.id}`,
  );
  small(
    document,
    y + 18,
    asset === undefined ? '' : asset.id,
    [
      relayFee === undefined ? '' : `relay fee ${amountText(relayFee, token)}`,
      fiat === undefined ? (line.note ?? '') : `price ${fiat.price} by ${fiat.source}`,
    ]
      .filter((part) => part !== '')
      .join('; '),
  );
}

/** Two texts of the small print side by side; ids are never cut, only made to fit. */
function small(document: Document, y: number, left: string, right: string): void {
  const half = inner / 2 - 6;
  for (const [text, x] of [
    [left, margin],
    [right, margin + half + 12],
  ] as const) {
    const shown = fitted(latin(text), half, (part) => document.fontSize(6).widthOfString(part), {
      cut: false,
    });
    document.fontSize(6 * shown.scale).text(shown.text, x, y, { width: half, lineBreak: false });
  }
}

function drawHeading(document: Document, statement: Statement): void {
  document.font('Helvetica-Bold').fontSize(16).fillColor('black').text('Earnings statement', margin, margin);
  document.font('Helvetica').fontSize(9);
  const { period, generatedFrom } = statement;
  const facts = [
    ['Account', statement.account],
    ['Period', `${period.from} to ${period.to} (UTC, both days included)`],
    ['Chain', statement.chain],
    [
      'Made from',
      `events up to block ${generatedFrom.block} (${generatedFrom.hash}) of ${new Date(generatedFrom.time * 1000).toISOString()}`,
    ],
    ['Made at', statement.generatedAt],
    ['Lines', String(statement.lines.length)],
  ] as const;
  for (const [index, [name, value]] of facts.entries()) {
    const y = margin + 26 + index * 13;
    document.fillColor(grey).text(name, margin, y, { lineBreak: false });
    document.fillColor('black').text(latin(value), margin + 70, y, { lineBreak: false });
  }
}

/** A page's worth of totals and notes. */
const summaryRows = 22;

/** A row of the summary: a heading, a row of the totals' table, or a sentence. */
type SummaryRow =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'names' }
  | { readonly kind: 'total'; readonly cells: readonly string[] }
  | { readonly kind: 'sentence'; readonly text: string };

function totalRow(each: StatementTotal): SummaryRow {
  const amount = amountText(each.money, each.token);
  const value = each.fiat === undefined ? '' : `${each.fiat.value} ${each.fiat.currency}`;
  const missing = each.fiat?.missing ?? 0;
  return {
    kind: 'total',
    cells: [
      words(each.section),
      each.asset === undefined ? 'all' : (each.asset.name ?? `unnamed asset ${each.asset.id}`),
      String(each.lines),
      each.direction === 'in' ? amount : '',
      each.direction === 'out' ? amount : '',
      missing === 0 ? value : `${value} (without ${missing} unvalued)`,
    ],
  };
}

function summaryOf({ totals, notes }: Statement): readonly SummaryRow[] {
  const heading = (text: string): SummaryRow => ({ kind: 'heading', text });
  const sentence = (text: string): SummaryRow => ({ kind: 'sentence', text });
  const tableOf = (some: readonly StatementTotal[]): SummaryRow[] =>
    some.length === 0 ? [sentence('nothing in this period')] : [{ kind: 'names' }, ...some.map(totalRow)];
  return [
    heading('Totals by token'),
    ...tableOf(totals.byToken),
    ...(totals.byAsset.length === 0 ? [] : [heading('Totals by asset'), ...tableOf(totals.byAsset)]),
    heading('Notes'),
    ...notes.map(sentence),
  ];
}

function drawFooter(document: Document, number: number, pages: number, statement: Statement): void {
  document
    .font('Helvetica')
    .fontSize(7)
    .fillColor(grey)
    .text(`${statement.account}   ${statement.period.from} to ${statement.period.to}`, margin, bottom + 6, {
      lineBreak: false,
    })
    .text(`Page ${number} of ${pages}`, margin, bottom + 6, {
      width: inner,
      align: 'right',
      lineBreak: false,
    });
}

/**
 * A statement as PDF, in pieces as they are taken: totals and notes first, then every line. Set in the standard fonts that each reader has.
 * Other work of the process goes on between two pages.
 */
export async function* statementPdf(statement: Statement): AsyncGenerator<Uint8Array> {
  const document = new PDFDocument({
    size: [page.width, page.height],
    margin: 0,
    autoFirstPage: false,
    lang: 'en',
    displayTitle: true,
    info: {
      Title: `Earnings statement ${statement.period.from} to ${statement.period.to}`,
      Author: '',
      CreationDate: new Date(statement.generatedAt),
    },
  });
  const ready: Uint8Array[] = [];
  document.on('data', (part: Uint8Array) => ready.push(part));
  const { promise: ended, resolve: end, reject: fail } = Promise.withResolvers<void>();
  document.on('end', () => end());
  document.on('error', fail);
  const summary = summaryOf(statement);
  const summaryPages = Math.ceil(summary.length / summaryRows);
  const pages = summaryPages + Math.ceil(statement.lines.length / rowsOnPage);
  for (let number = 1; number <= pages; number += 1) {
    document.addPage({ size: [page.width, page.height], margin: 0 });
    if (number <= summaryPages) {
      if (number === 1) drawHeading(document, statement);
      drawSummary(document, summary.slice((number - 1) * summaryRows, number * summaryRows));
    } else {
      const from = (number - summaryPages - 1) * rowsOnPage;
      drawTable(document, statement.lines.slice(from, from + rowsOnPage), from + 1);
    }
    drawFooter(document, number, pages, statement);
    await setImmediate();
    yield* ready.splice(0);
  }
  document.end();
  await ended;
  yield* ready.splice(0);
}

function drawSummary(document: Document, rows: readonly SummaryRow[]): void {
  const top = margin + 120;
  for (const [index, row] of rows.entries()) {
    const y = top + index * 17;
    const isHead = row.kind === 'heading' || row.kind === 'names';
    document.font(isHead ? 'Helvetica-Bold' : 'Helvetica').fillColor('black');
    if (row.kind === 'names' || row.kind === 'total') {
      const cells = row.kind === 'names' ? totalColumns.map(({ name }) => name) : row.cells;
      for (const [at, text] of cells.entries()) cell(document, totalColumns[at], y, text, 8.5);
      rule(document, y + 12, row.kind === 'names' ? 0.5 : 0.25);
      continue;
    }
    const size = row.kind === 'heading' ? 10 : 8.5;
    const shown = fitted(latin(row.text), inner, (part) => document.fontSize(size).widthOfString(part), {
      cut: false,
    });
    document.fontSize(size * shown.scale).text(shown.text, margin, y, { lineBreak: false });
  }
}
