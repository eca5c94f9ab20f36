import { setImmediate } from 'node:timers/promises';
import type { Statement, StatementLine } from '@atoll/schemas/statement';
import PDFDocument from 'pdfkit';
import { drawSummary, summaryOf, summaryPages, summaryTop } from './pdf-summary.ts';
import {
  amountText,
  assetText,
  bottom,
  cell,
  type Column,
  type Document,
  grey,
  inner,
  margin,
  page,
  rule,
  words,
} from './pdf-table.ts';
import { fitted, latin } from './pdf-text.ts';

const rowHeight = 30;
const tableTop = margin + 22;
const rowsOnPage = Math.floor((bottom - tableTop - 14) / rowHeight);

/** Columns of the lines: what came in and what went out apart, as books have it. */
const columns: readonly Column[] = [
  { name: 'No.', at: 0, width: 26, align: 'right' },
  { name: 'Time (UTC)', at: 32, width: 78, align: 'left' },
  { name: 'Event', at: 114, width: 72, align: 'left' },
  { name: 'Asset', at: 190, width: 124, align: 'left' },
  { name: 'In', at: 318, width: 136, align: 'right' },
  { name: 'Out', at: 458, width: 136, align: 'right' },
  { name: 'Protocol fee', at: 598, width: 94, align: 'right' },
  { name: 'Value at receipt', at: 696, width: inner - 696, align: 'right' },
];

/** @param first number of the first line among all of the statement */
function drawTable(document: Document, lines: readonly StatementLine[], first: number): void {
  document
    .font('Helvetica-Bold')
    .fontSize(10)
    .fillColor('black')
    .text(first === 1 ? 'Lines' : 'Lines, continued', margin, margin);
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
    asset === undefined ? '' : assetText(asset),
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

/** `2026-03-01 12:00:00 UTC`. */
const moment = (iso: string): string => `${iso.slice(0, 19).replace('T', ' ')} UTC`;

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
      `events up to block ${generatedFrom.block} (${generatedFrom.hash}) of ${moment(new Date(generatedFrom.time * 1000).toISOString())}`,
    ],
    ['Made at', moment(statement.generatedAt)],
    ['Lines', String(statement.lines.length)],
  ] as const;
  for (const [index, [name, value]] of facts.entries()) {
    const y = margin + 26 + index * 13;
    document.fillColor(grey).text(name, margin, y, { lineBreak: false });
    document.fillColor('black').text(latin(value), margin + 70, y, { lineBreak: false });
  }
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
  const summary = summaryPages(summaryOf(document, statement));
  const pages = summary.length + Math.ceil(statement.lines.length / rowsOnPage);
  for (let number = 1; number <= pages; number += 1) {
    document.addPage({ size: [page.width, page.height], margin: 0 });
    const placed = summary[number - 1];
    if (placed !== undefined) {
      if (number === 1) drawHeading(document, statement);
      drawSummary(document, summaryTop(number), placed);
    } else {
      const from = (number - summary.length - 1) * rowsOnPage;
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
