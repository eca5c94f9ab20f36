import { expect, test } from 'vitest';
import { readEvents, type ReceivedEvent } from './read-events.ts';

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

test('an event that the connection ends in the middle of is not given', async () => {
  expect(await all(streamOf(['data: {"a":', '1}\n']))).toEqual([]);
});
