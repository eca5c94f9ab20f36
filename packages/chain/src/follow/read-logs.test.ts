import { expect, test } from 'vitest';
import { mergeLogs } from './log-order.ts';
import { readParsedLogs } from './read-answer.ts';

const contract = `0x${'c'.repeat(40)}` as const;
const hash = (digit: string) => `0x${digit.repeat(64)}` as const;
const entry = (number: number, logIndex: number, more: Record<string, unknown> = {}) => ({
  address: contract,
  topics: [hash('e')],
  data: '0x00ff',
  blockNumber: `0x${number.toString(16)}`,
  blockHash: hash(String(number)),
  blockTimestamp: '0x64',
  transactionHash: hash('f'),
  transactionIndex: '0x0',
  logIndex: `0x${logIndex.toString(16)}`,
  removed: false,
  ...more,
});
const asked = { addresses: new Set([contract]), from: 1, to: 5 };

test('logs are given in lower case with numbers for quantities', () => {
  const reply = [
    entry(1, 10, {
      address: `0x${'C'.repeat(40)}`,
      topics: [hash('E')],
      data: '0x00FF',
      blockHash: `0x${'AB'.repeat(32)}`,
      transactionHash: `0x${'CD'.repeat(32)}`,
    }),
  ];
  expect(readParsedLogs(reply, asked).map((log) => log.plain())).toEqual([
    {
      address: contract,
      topics: [hash('e')],
      data: '0x00ff',
      blockNumber: 1,
      blockHash: `0x${'ab'.repeat(32)}`,
      blockTimestamp: 100,
      transactionHash: `0x${'cd'.repeat(32)}`,
      transactionIndex: 0,
      logIndex: 10,
    },
  ]);
});

test('logs that come in another order are put in theirs', () => {
  const logs = readParsedLogs([entry(2, 0), entry(1, 11), entry(1, 2)], asked);
  expect(logs.map((log) => [log.blockNumber, log.logIndex])).toEqual([
    [1, 2],
    [1, 11],
    [2, 0],
  ]);
});

test('a node that gives no time of a block is told from one that does', () => {
  const logs = readParsedLogs(
    [entry(1, 0, { blockTimestamp: undefined }), entry(2, 0, { blockTimestamp: null })],
    asked,
  );
  expect(logs.map((log) => log.blockTimestamp)).toEqual([-1, -1]);
});

test.each([
  ['what is no list', { length: 1 }],
  ['nothing', null],
  ['a log that is none', [null]],
  ['a list for a log', [[]]],
  ['a foreign emitter', [entry(1, 0, { address: `0x${'d'.repeat(40)}` })]],
  [
    'a foreign emitter after one that was asked for',
    [entry(1, 0), entry(1, 1, { address: `0x${'d'.repeat(40)}` })],
  ],
  ['a short address', [entry(1, 0, { address: '0xcc' })]],
  ['a block before the span', [entry(0, 0)]],
  ['a block after the span', [entry(6, 0)]],
  ['a log twice', [entry(1, 0), entry(1, 0)]],
  ['a log twice, apart', [entry(1, 0), entry(2, 0), entry(1, 0)]],
  ['two hashes of a block', [entry(1, 0), entry(1, 1, { blockHash: hash('2') })]],
  ['two hashes of a block, apart', [entry(1, 5), entry(2, 0), entry(1, 1, { blockHash: hash('2') })]],
  ['a block under two numbers', [entry(1, 0), entry(2, 1, { blockHash: hash('1') })]],
  ['a block under two numbers, apart', [entry(1, 0), entry(2, 0), entry(3, 1, { blockHash: hash('1') })]],
  ['two times of a block', [entry(1, 0), entry(1, 1, { blockTimestamp: '0x65' })]],
  ['a removed log', [entry(1, 0, { removed: true })]],
  ['a log whose removal is no boolean', [entry(1, 0, { removed: 'false' })]],
  ['five topics', [entry(1, 0, { topics: Array.from({ length: 5 }, () => hash('e')) })]],
  ['a topic that is cut off', [entry(1, 0, { topics: [hash('e').slice(0, 64)] })]],
  ['a topic with a digit that is none', [entry(1, 0, { topics: [`${hash('e').slice(0, 65)}g`] })]],
  ['topics that are no list', [entry(1, 0, { topics: hash('e') })]],
  ['half a byte of data', [entry(1, 0, { data: '0x0' })]],
  ['data that is no hex', [entry(1, 0, { data: '0x0\n' })]],
  ['no data', [entry(1, 0, { data: null })]],
  ['no index', [entry(1, 0, { logIndex: null })]],
  ['an index that is a number', [entry(1, 0, { logIndex: 0 })]],
  ['an index that no double holds', [entry(1, 0, { logIndex: `0x${'f'.repeat(14)}` })]],
  ['an empty quantity', [entry(1, 0, { transactionIndex: '0x' })]],
  ['a time that is none', [entry(1, 0, { blockTimestamp: 'now' })]],
  ['no block hash', [entry(1, 0, { blockHash: undefined })]],
  ['no transaction', [entry(1, 0, { transactionHash: '0x' })]],
])('%s is refused', (_what, reply) => {
  expect(() => readParsedLogs(reply, asked)).toThrow(
    expect.objectContaining({ kind: 'invalid', retryable: true }),
  );
});

test('a log of another block than the one that was asked for by its hash is refused', () => {
  const of = { ...asked, from: 1, to: 1, blockHash: hash('1') };
  expect(readParsedLogs([entry(1, 0)], of)).toHaveLength(1);
  expect(() => readParsedLogs([entry(1, 0, { blockHash: hash('2') })], of)).toThrow('another block');
});

test('answers about different contracts that give a block two numbers are refused together', () => {
  const parts = [[entry(1, 0)], [entry(2, 1, { blockHash: hash('1') })]];
  const [one = [], other = []] = parts.map((part) => readParsedLogs(part, asked));
  expect(() => mergeLogs([one, other])).toThrow('1 and 2');
});
