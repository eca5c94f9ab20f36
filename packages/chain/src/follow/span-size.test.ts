import { expect, test } from 'vitest';
import { afterRefusal, afterSpan, firstSpanSize, type SpanSize } from './span-size.ts';

const limits = { logs: 5000, blocks: 10_000 };
const read = (size: SpanSize, logsOfBlock: number) =>
  afterSpan(size, { blocks: size.blocks, logs: Math.round(size.blocks * logsOfBlock) }, limits);

test('the first span is short, for nothing is known', () => {
  expect(firstSpanSize(limits).blocks).toBe(32);
  expect(firstSpanSize({ logs: 5000, blocks: 7 }).blocks).toBe(7);
});

test('a dense chain gets spans of the logs that were asked for', () => {
  expect(read(firstSpanSize(limits), 100).blocks).toBe(50);
  expect(read(firstSpanSize(limits), 5000).blocks).toBe(1);
  expect(read(firstSpanSize(limits), 50_000).blocks).toBe(1);
});

test('a sparse chain grows to the most blocks of a span within four answers', () => {
  let size = firstSpanSize(limits);
  const sizes = Array.from({ length: 4 }, () => (size = read(size, 0)).blocks);
  expect(sizes).toEqual([256, 2048, 10_000, 10_000]);
});

test('a rise is believed at once, a fall by halves', () => {
  const sparse = read(read(read(firstSpanSize(limits), 1), 1), 1);
  expect(sparse.blocks).toBe(5000);
  const dense = afterSpan(sparse, { blocks: 100, logs: 10_000 }, limits);
  expect(dense.blocks).toBe(50);
  expect(read(dense, 1).blocks).toBe(99);
});

test('a refused size is halved, not reached again soon, and tried again later', () => {
  let size = afterRefusal(read(read(firstSpanSize(limits), 0), 0), 2048);
  expect(size.blocks).toBe(1024);
  for (let spans = 0; spans < 10; spans += 1) size = read(size, 0);
  expect(size.blocks).toBe(2047);
  for (let spans = 0; spans < 30; spans += 1) size = read(size, 0);
  expect(size.blocks).toBe(10_000);
});

test('refusals never lead below one block', () => {
  let size = firstSpanSize(limits);
  for (let refusals = 0; refusals < 12; refusals += 1) size = afterRefusal(size, size.blocks);
  expect(size.blocks).toBe(1);
  expect(read(size, 0).blocks).toBe(1);
});
