import type { StatementLine } from '@atoll/schemas/statement';
import type PDFDocument from 'pdfkit';
import { fitted, latin, latinShare } from './pdf-text.ts';

export type Document = InstanceType<typeof PDFDocument>;

export const margin = 36;
export const page = { width: 841.89, height: 595.28 };
export const inner = page.width - 2 * margin;
export const bottom = page.height - margin - 16;
export const grey = '#555555';

export interface Column {
  readonly name: string;
  /** Left edge and width. */
  readonly at: number;
  readonly width: number;
  readonly align: 'left' | 'right';
}

export const amountText = (
  money: { units: string; amount?: string | undefined },
  token: StatementLine['token'],
): string =>
  money.amount === undefined
    ? `${money.units} units of ${token.address.slice(0, 10)}…`
    : `${money.amount} ${token.symbol ?? ''}`;

/** `derivative_royalty` as a person writes it. */
export const words = (event: string): string => event.replaceAll('_', ' ');

/** The end of an asset's id, by which it is told from others. */
const shortId = (id: string): string => {
  const token = id.slice(id.lastIndexOf('/') + 1);
  return token.length > 12 ? `${token.slice(0, 6)}…${token.slice(-4)}` : token;
};

/** What an asset is called in the letters of the standard fonts; by its number where its name has none of them to speak of. */
export function assetText({ id, name }: { id: string; name?: string | undefined }): string {
  if (name === undefined) return `unnamed asset ${shortId(id)}`;
  return latinShare(name) < 0.5 ? `asset ${shortId(id)} (name in other letters)` : name;
}

/** A cell of a table; what is too long for it is cut, and money, which stands to the right, made smaller instead. */
export function cell(
  document: Document,
  column: Column | undefined,
  y: number,
  text: string,
  size = 8,
): void {
  if (column === undefined) return;
  const shown = fitted(latin(text), column.width, (part) => document.fontSize(size).widthOfString(part), {
    cut: column.align === 'left',
  });
  document
    .fontSize(size * shown.scale)
    .text(shown.text, margin + column.at, y, { width: column.width, align: column.align, lineBreak: false });
}

export function rule(document: Document, y: number, weight: number): void {
  document
    .moveTo(margin, y)
    .lineTo(page.width - margin, y)
    .lineWidth(weight)
    .stroke(weight < 0.5 ? '#bbbbbb' : grey);
}
