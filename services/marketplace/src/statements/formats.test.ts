import { inflateSync } from 'node:zlib';
import { Statement, type StatementLine } from '@atoll/schemas/statement';
import { expect, test } from 'vitest';
import { oneLine } from './assets-of.ts';
import { fitted, latin } from './pdf-text.ts';
import { csvCell, statementCsv } from './write-csv.ts';
import { statementJson } from './write-json.ts';
import { statementPdf } from './write-pdf.ts';

const account = `0x${'a1'.repeat(20)}` as const;
const token = { address: `0x${'d0'.repeat(20)}` as const, symbol: 'tUSD', decimals: 6 };
const registry = `eip155:31337/erc721:0x${'a5'.repeat(20)}`;

const line = (changes: Partial<StatementLine> = {}): StatementLine => ({
  at: '2026-03-01T12:00:00.000Z',
  section: 'income',
  event: 'data',
  direction: 'in',
  asset: { id: `${registry}/7`, name: 'Reef temperatures' },
  token,
  money: { units: '10000000', amount: '10' },
  protocolFee: { units: '377500', amount: '0.3775' },
  transaction: `0x${'7'.repeat(64)}`,
  reference: { kind: 'order', id: `0x${'8'.repeat(64)}` },
  fiat: { value: '9.23', exact: '9.23456789', price: '0.923456789', currency: 'EUR', source: 'a feed' },
  ...changes,
});

const statement = (lines: StatementLine[]): Statement => ({
  account,
  chain: 'eip155:31337',
  period: { from: '2026-01-01', to: '2026-12-31' },
  generatedFrom: { block: 99, hash: `0x${'9'.repeat(64)}`, time: 1_780_000_000 },
  generatedAt: '2026-12-31T23:59:59.000Z',
  fiat: { currency: 'EUR', digits: 2, source: 'a feed' },
  notes: ['a note'],
  totals: {
    byToken: [
      {
        ...{ section: 'income', direction: 'in', token, money: { units: '10000000', amount: '10' } },
        ...{ lines: lines.length, fiat: { value: '9.23', exact: '9.23', currency: 'EUR', missing: 0 } },
      },
    ],
    byAsset: [],
  },
  lines,
});

test.each([
  ['=1+1', "'=1+1"],
  ['+cmd', "'+cmd"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['  =1', "'  =1"],
  ['=HYPERLINK("http://evil.example","x")', `"'=HYPERLINK(""http://evil.example"",""x"")"`],
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['line\nbreak', '"line\nbreak"'],
])('the word %j becomes the cell %j', (value, cell) => {
  expect(csvCell(value, 'words')).toBe(cell);
});

test('a name that turns the direction of writing or breaks the line is put on one line', () => {
  expect(oneLine('Reef\u202E fdp.exe\r\n=1\u0000')).toBe('Reef fdp.exe =1');
});

test('a hostile name stays a word in CSV', () => {
  const hostile = line({ asset: { id: `${registry}/7`, name: '=cmd|"/c calc"!A1,\r\n' } });
  const [, row = ''] = [...statementCsv(statement([hostile]), { bom: false })].join('').split('reference,');
  expect(row).toContain(`"'=cmd|""/c calc""!A1,\r\n"`);
});

test('the JSON that is written in pieces is the statement', () => {
  for (const count of [0, 1, 500, 1201]) {
    const whole = statement(Array.from({ length: count }, (_, n) => line({ note: `line ${n}` })));
    expect(Statement.parse(JSON.parse([...statementJson(whole)].join('')))).toEqual(whole);
  }
});

test('letters that the standard fonts lack become question marks, those they have stay', () => {
  expect(latin('Déjà vu – 100 €')).toBe('Déjà vu – 100 €');
  expect(latin('珊瑚\u202E礁 \u0007')).toBe('???? ?');
});

test('money is made smaller to fit and never cut; a name is cut', () => {
  const width = (text: string) => text.length;
  expect(fitted('1234567890', 5, width, { cut: false })).toEqual({ text: '1234567890', scale: 0.5 });
  expect(fitted('1234567890', 5, width, { cut: true })).toEqual({ text: '1234…', scale: 1 });
});

interface Placed {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

/** The texts of each page with their places, as the content streams of a PDF set them. */
async function placedTexts(lines: StatementLine[]): Promise<Placed[][]> {
  const parts: Uint8Array[] = [];
  for await (const part of statementPdf(statement(lines))) parts.push(part);
  const file = Buffer.concat(parts).toString('latin1');
  const streams = [...file.matchAll(/stream\n([\s\S]*?)\nendstream/g)].map(([, stream = '']) =>
    inflateSync(Buffer.from(stream, 'latin1')).toString('latin1'),
  );
  return streams.map((stream) =>
    [...stream.matchAll(/1 0 0 1 ([\d.]+) ([\d.]+) Tm\n\/F\d+ ([\d.]+) Tf\n\[(.*?)\] TJ/gs)].map(
      ([, x = '', y = '', size = '', shown = '']) => ({
        x: Number(x),
        y: Number(y),
        size: Number(size),
        text: [...shown.matchAll(/<([0-9a-f]*)>/g)]
          .map(([, hex = '']) => Buffer.from(hex, 'hex').toString('latin1'))
          .join(''),
      }),
    ),
  );
}

test('a PDF has the whole of every amount, in and out apart and each on its right edge, and numbers its lines and pages', async () => {
  const huge = `${2n ** 196n}.123456789012345678`;
  const pages = await placedTexts([
    line(),
    line({
      direction: 'out',
      section: 'withdrawal',
      event: 'withdrawal',
      money: { units: '5', amount: '0.000005' },
    }),
    line({ money: { units: '1', amount: huge } }),
    ...Array.from({ length: 30 }, () => line()),
  ]);
  expect(pages).toHaveLength(4);
  const [, second = [], third = []] = pages;
  const at = (text: string) => second.find((each) => each.text === text);
  const number = (text: string) => at(text)?.x ?? 0;
  expect(at(`${huge} tUSD`)?.size).toBeLessThan(8);
  expect(number('0.000005 tUSD')).toBeGreaterThan(number('10 tUSD'));
  expect(number('In')).toBeLessThan(number('Out'));
  const footers = pages.map((page) => page.find(({ text }) => text.startsWith('Page '))?.text);
  expect(footers).toEqual(['Page 1 of 4', 'Page 2 of 4', 'Page 3 of 4', 'Page 4 of 4']);
  // The table's head stands on every page, and the lines go on counting.
  for (const page of pages.slice(1)) expect(page.map(({ text }) => text)).toContain('Value at receipt');
  const first = second.filter(({ text }) => /^\d{1,2}$/.test(text)).map(({ text }) => Number(text));
  const next = third.filter(({ text }) => /^\d{1,2}$/.test(text)).map(({ text }) => Number(text));
  expect(first[0]).toBe(1);
  expect(next[0]).toBe((first.at(-1) ?? 0) + 1);
});

async function pagesOf(lines: StatementLine[]): Promise<number> {
  const parts: Uint8Array[] = [];
  for await (const part of statementPdf(statement(lines))) parts.push(part);
  return Number(/\/Count (\d+)/.exec(Buffer.concat(parts).toString('latin1'))?.[1]);
}

test('each page of a PDF takes its lines, and the longest amount that a token can have finds room', async () => {
  expect(await pagesOf([])).toBe(1);
  const long = line({
    money: { units: (2n ** 256n - 1n).toString(), amount: `${2n ** 196n}.123456789012345678` },
    asset: { id: `${registry}/${2n ** 256n - 1n}`, name: 'x'.repeat(500) },
  });
  expect(await pagesOf([long])).toBe(2);
  expect(await pagesOf(Array.from({ length: 33 }, () => line()))).toBe(4);
});
