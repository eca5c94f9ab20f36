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

/** Columns of the table: left edge and width. */
const columns = [
  { name: 'Time (UTC)', at: 0, width: 84, align: 'left' },
  { name: 'Event', at: 88, width: 78, align: 'left' },
  { name: 'Asset', at: 170, width: 190, align: 'left' },
  { name: 'Amount', at: 364, width: 178, align: 'right' },
  { name: 'Protocol fee', at: 546, width: 100, align: 'right' },
  { name: 'Value at receipt', at: 650, width: inner - 650, align: 'right' },
] as const;

const amountText = (
  money: { units: string; amount?: string | undefined },
  token: StatementLine['token'],
): string =>
  money.amount === undefined
    ? `${money.units} units of ${token.address.slice(0, 10)}…`
    : `${money.amount} ${token.symbol ?? ''}`;

const words = (event: string): string => event.replaceAll('_', ' ');

function cell(document: Document, index: number, y: number, text: string, size = 8): void {
  const column = columns[index];
  if (column === undefined) return;
  const shown = fitted(latin(text), column.width, (part) => document.fontSize(size).widthOfString(part), {
    // money is never cut: it is made smaller instead
    cut: column.align === 'left',
  });
  document
    .fontSize(size * shown.scale)
    .text(shown.text, margin + column.at, y, { width: column.width, align: column.align, lineBreak: false });
}

function drawTable(document: Document, lines: readonly StatementLine[]): void {
  document.font('Helvetica-Bold').fillColor('black');
  for (const [index, { name }] of columns.entries()) cell(document, index, tableTop, name);
  document
    .moveTo(margin, tableTop + 12)
    .lineTo(page.width - margin, tableTop + 12)
    .lineWidth(0.5)
    .stroke(grey);
  for (const [index, line] of lines.entries()) drawLine(document, line, tableTop + 16 + index * rowHeight);
}

function drawLine(document: Document, line: StatementLine, y: number): void {
  const { token, fiat, protocolFee, relayFee, asset, reference } = line;
  document.font('Helvetica').fillColor('black');
  cell(document, 0, y, line.at.slice(0, 19).replace('T', ' '));
  cell(document, 1, y, words(line.event));
  cell(document, 2, y, asset?.name ?? (asset === undefined ? '' : 'unnamed asset'));
  cell(document, 3, y, `${line.direction === 'out' ? 'out ' : ''}${amountText(line.money, token)}`);
  cell(document, 4, y, protocolFee === undefined ? '' : amountText(protocolFee, token));
  cell(document, 5, y, fiat === undefined ? '' : `${fiat.value} ${fiat.currency}`);
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

function summaryOf(statement: Statement): readonly (readonly [string, 'bold' | 'plain'])[] {
  const total = (each: StatementTotal): string => {
    const fiat =
      each.fiat === undefined
        ? ''
        : `; ${each.fiat.value} ${each.fiat.currency} at receipt${each.fiat.missing === 0 ? '' : `, ${each.fiat.missing} lines without a value left out`}`;
    const asset = each.asset === undefined ? '' : `${each.asset.name ?? 'unnamed asset'}: `;
    return `${asset}${each.section}, ${each.direction}: ${amountText(each.money, each.token)} in ${each.lines} lines${fiat}`;
  };
  return [
    ['Totals by token', 'bold'],
    ...(statement.totals.byToken.length === 0 ? [['nothing in this period', 'plain'] as const] : []),
    ...statement.totals.byToken.map((each) => [total(each), 'plain'] as const),
    ['Totals by asset', 'bold'],
    ...statement.totals.byAsset.map((each) => [total(each), 'plain'] as const),
    ['Notes', 'bold'],
    ...statement.notes.map((note) => [note, 'plain'] as const),
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
      drawTable(document, statement.lines.slice(from, from + rowsOnPage));
    }
    drawFooter(document, number, pages, statement);
    await setImmediate();
    yield* ready.splice(0);
  }
  document.end();
  await ended;
  yield* ready.splice(0);
}

function drawSummary(document: Document, rows: ReturnType<typeof summaryOf>): void {
  const top = margin + 120;
  for (const [index, [text, weight]] of rows.entries()) {
    document.font(weight === 'bold' ? 'Helvetica-Bold' : 'Helvetica').fillColor('black');
    const shown = fitted(latin(text), inner, (part) => document.fontSize(8.5).widthOfString(part), {
      cut: false,
    });
    document.fontSize(8.5 * shown.scale).text(shown.text, margin, top + index * 17, { lineBreak: false });
  }
}
