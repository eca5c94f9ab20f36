import { expect, test } from 'vitest';
import { type SummaryRow, summaryPages } from './pdf-summary.ts';
import { assetText } from './pdf-table.ts';
import { wrapped } from './pdf-text.ts';

const heading: SummaryRow = { kind: 'heading', text: 'Totals' };
const names: SummaryRow = { kind: 'names' };
const total = (name: string): SummaryRow => ({ kind: 'total', cells: [name] });
const kinds = (pages: ReturnType<typeof summaryPages>) =>
  pages.map((page) => page.map(({ row }) => row.kind));

test('a table that goes on to another page has its columns named there again', () => {
  const pages = summaryPages([heading, names, total('a'), total('b'), total('c')], {
    first: 70,
    others: 200,
  });
  expect(kinds(pages)).toEqual([
    ['heading', 'names', 'total', 'total'],
    ['names', 'total'],
  ]);
});

test('a heading does not stand alone at the foot of a page, and apart from the table above it', () => {
  const rows = [heading, names, total('a'), heading, names, total('b')];
  expect(kinds(summaryPages(rows, { first: 90, others: 200 }))).toEqual([
    ['heading', 'names', 'total'],
    ['heading', 'names', 'total'],
  ]);
  const [page = []] = summaryPages(rows, { first: 200, others: 200 });
  expect((page[3]?.down ?? 0) - (page[2]?.down ?? 0)).toBeGreaterThan(
    (page[2]?.down ?? 0) - (page[1]?.down ?? 0),
  );
});

test('a long sentence is broken between words, and a word that is wider stands alone', () => {
  expect(wrapped('aa bb cc', 5, (text) => text.length)).toEqual(['aa bb', 'cc']);
  expect(wrapped('aa bbbbbbbb cc', 5, (text) => text.length)).toEqual(['aa', 'bbbbbbbb', 'cc']);
});

test('an asset whose name has no letters that the file could show is told by its number', () => {
  const id = `eip155:1/erc721:0x${'a5'.repeat(20)}/1018676053007711841437`;
  expect(assetText({ id, name: '珊瑚礁' })).toBe('asset 101867…1437 (name in other letters)');
  expect(assetText({ id, name: 'Récif' })).toBe('Récif');
  expect(assetText({ id, name: 'Really?' })).toBe('Really?');
  expect(assetText({ id })).toBe('unnamed asset 101867…1437');
});
