import { expect, test } from 'vitest';
import { checkLinks, placeLogs } from './span.ts';

const hash = (digit: string): `0x${string}` => `0x${digit.repeat(64)}`;
const blocks = [
  { number: 1, hash: hash('1'), parentHash: hash('0'), timestamp: 100 },
  { number: 2, hash: hash('2'), parentHash: hash('1'), timestamp: 112 },
];
const log = (blockNumber: number, logIndex: number, blockHash = hash(String(blockNumber))) => ({
  address: `0x${'a'.repeat(40)}` as const,
  topics: [],
  data: '0x' as const,
  blockNumber,
  blockHash,
  transactionHash: hash('f'),
  transactionIndex: 0,
  logIndex,
});

test('logs come out by block and index, with the time of their block', () => {
  const placed = placeLogs(blocks, [log(2, 0), log(1, 11), log(1, 2)]);
  expect(placed.map((each) => [each.blockNumber, each.logIndex, each.blockTimestamp])).toEqual([
    [1, 2, 100],
    [1, 11, 100],
    [2, 0, 112],
  ]);
});

test('a log of another branch, of no block or given twice is refused', () => {
  expect(() => placeLogs(blocks, [log(1, 0, hash('9'))])).toThrow('not the block that was read');
  expect(() => placeLogs(blocks, [log(3, 0)])).toThrow('not the block that was read');
  expect(() => placeLogs(blocks, [log(1, 0), log(1, 0)])).toThrow('two logs');
});

test('blocks that do not link are refused', () => {
  expect(() => checkLinks({ hash: hash('0') }, blocks)).not.toThrow();
  expect(() => checkLinks({ hash: hash('9') }, blocks)).toThrow('block 1 does not follow');
  expect(() => checkLinks({}, [...blocks].reverse())).toThrow('does not follow');
});
