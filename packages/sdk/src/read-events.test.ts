import { expect, test } from 'vitest';
import { readEventBatches, readEvents, type ReceivedEvent } from './read-events.ts';

const streamOf = (parts: readonly string[]) =>
  ReadableStream.from(parts.map((part) => new TextEncoder().encode(part)));

async function all(stream: ReadableStream<Uint8Array>): Promise<ReceivedEvent[]> {
  const events: ReceivedEvent[] = [];
  for await (const event of readEvents(stream)) events.push(event);
  return events;
}

test('events are read whole however the connection cuts them, and comments are left out', async () => {
  const text = ': alive\n\nevent: job\ndata: {"a":1}\n\ndata: é\r\ndata: second\r\n\r\n';
  const expected = [
    { event: 'job', data: '{"a":1}' },
    { event: 'message', data: 'é\nsecond' },
  ];
  expect(await all(streamOf([text]))).toEqual(expected);
  const bytes = new TextEncoder().encode(text);
  const single = ReadableStream.from([...bytes].map((byte) => Uint8Array.of(byte)));
  expect(await all(single)).toEqual(expected);
});

test('each event has the last id that was told, also one that came without an event', async () => {
  const text = 'data: a\n\nid: 4\nevent: job\ndata: b\n\n: alive\nid: 9\n\ndata: c\n\n';
  expect(await all(streamOf([text]))).toEqual([
    { id: undefined, event: 'message', data: 'a' },
    { id: '4', event: 'job', data: 'b' },
    { id: '9', event: 'message', data: '' },
    { id: '9', event: 'message', data: 'c' },
  ]);
});

test('an event that the connection ends in the middle of is not given', async () => {
  expect(await all(streamOf(['data: {"a":', '1}\n']))).toEqual([]);
});

test('events that came together are one batch', async () => {
  const batches: string[][] = [];
  for await (const batch of readEventBatches(streamOf(['data: a\n\ndata: b\n\nda', 'ta: c\n\n'])))
    batches.push(batch.map(({ data }) => data));
  expect(batches).toEqual([['a', 'b'], ['c']]);
});

test.each([
  ['one line', [`data: ${'a'.repeat(1 << 20)}`]],
  ['many lines', Array.from({ length: 1100 }, () => `data: ${'a'.repeat(1000)}\n`)],
])('an event without an end is refused before it fills the memory: %s', async (_what, parts) => {
  await expect(all(streamOf(parts))).rejects.toThrow(RangeError);
});
