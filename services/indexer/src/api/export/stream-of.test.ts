import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { streamOf } from './stream-of.ts';

/** 10,000 bytes a second. */
const limits = { stallMs: 60_000, leastBytes: 600_000, totalMs: 1_800_000 };
const mebibyte = 2 ** 20;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A file of so many parts, each of which takes so long to make. */
function fileOf(input: { parts: number; bytes: number; makingMs?: number }) {
  const onEnd = vi.fn(() => Promise.resolve());
  async function* made(): AsyncGenerator<Uint8Array> {
    for (let part = 0; part < input.parts; part += 1) {
      const { makingMs } = input;
      if (makingMs !== undefined) await new Promise((resolve) => setTimeout(resolve, makingMs));
      yield new Uint8Array(input.bytes);
    }
  }
  return { reader: streamOf(made(), limits, onEnd).getReader(), onEnd };
}

/** Reads to the end, each piece for as long as it takes at so many bytes a second. */
async function readAll(reader: ReadableStreamDefaultReader<Uint8Array>, bytesPerSecond = Infinity) {
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return bytes;
    bytes += value.byteLength;
    if (bytesPerSecond < Infinity)
      await vi.advanceTimersByTimeAsync((value.byteLength / bytesPerSecond) * 1000);
  }
}

test('who takes a few bytes now and then is cut off about when who takes none is', async () => {
  const { reader, onEnd } = fileOf({ parts: 10_000, bytes: 100 });
  const began = Date.now();
  await expect(readAll(reader, 100)).rejects.toMatchObject({ code: 'timed_out' });
  expect(onEnd).toHaveBeenCalled();
  expect(Date.now() - began).toBeLessThan(1.1 * limits.stallMs);
});

test('who reads a little faster than it has to is never cut off', async () => {
  const { reader, onEnd } = fileOf({ parts: 6000, bytes: 1000 });
  expect(await readAll(reader, 11_000)).toBe(6_000_000);
  expect(onEnd).toHaveBeenCalled();
});

test('who has read much may pause no longer for it than any other', async () => {
  const { reader } = fileOf({ parts: 10, bytes: mebibyte });
  for (let pieces = 0; pieces < 5; pieces += 1) await reader.read();
  await vi.advanceTimersByTimeAsync(limits.stallMs);
  await expect(readAll(reader)).rejects.toMatchObject({ code: 'timed_out' });
});

test('a large part counts as it is taken, not once all of it is', async () => {
  const { reader } = fileOf({ parts: 2, bytes: 8 * mebibyte });
  // Each takes more than two minutes.
  expect(await readAll(reader, 60_000)).toBe(16 * mebibyte);
});

test('what the database takes for a part is not counted against who reads', async () => {
  const { reader } = fileOf({ parts: 20, bytes: 100, makingMs: 30_000 });
  const reading = readAll(reader);
  await vi.advanceTimersByTimeAsync(20 * 30_000);
  expect(await reading).toBe(2000);
});
