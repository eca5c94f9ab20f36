import { expect, test } from 'vitest';
import { TooManyUploads, UploadInterrupted } from './errors.ts';
import { createKeyedLock } from './keyed-lock.ts';
import { createUploadSlots } from './upload-slots.ts';
import { uploadSource } from './upload-source.ts';

async function drain(source: AsyncIterable<Uint8Array>): Promise<number> {
  let size = 0;
  for await (const part of source) size += part.byteLength;
  return size;
}

test('a sender who goes away ends the upload as interrupted', async () => {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new Uint8Array(5));
    },
    pull(controller) {
      controller.error(new Error('socket hang up'));
    },
  });
  await expect(drain(uploadSource(body, 1000))).rejects.toThrow(UploadInterrupted);
});

test('a sender who sends nothing for too long is cut off', async () => {
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    cancel() {
      cancelled = true;
    },
  });
  await expect(drain(uploadSource(body, 20))).rejects.toThrow('nothing arrived for 20 ms');
  expect(cancelled).toBe(true);
});

test('a body that comes through is passed on whole', async () => {
  expect(await drain(uploadSource(new Response('twelve bytes').body, 1000))).toBe(12);
  expect(await drain(uploadSource(null, 1000))).toBe(0);
});

test('slots are bounded for one account and for all, and come back', () => {
  const slots = createUploadSlots({ perAccount: 1, total: 2 });
  const first = slots.take('a');
  expect(() => slots.take('a')).toThrow(TooManyUploads);
  const second = slots.take('b');
  expect(() => slots.take('c')).toThrow(TooManyUploads);
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  expect(() => slots.take('b')).toThrow(TooManyUploads);
  slots.take('c');
  second[Symbol.dispose]();
});

test('a lock runs one piece of work for a key at a time, others beside it, and goes on after a failure', async () => {
  const lock = createKeyedLock();
  const seen: string[] = [];
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  const slow = lock.run(['x', 'y'], async () => {
    seen.push('slow starts');
    await opened;
    seen.push('slow ends');
    throw new Error('failed');
  });
  const waiting = lock.run(['y', 'x'], async () => void seen.push('waiting runs'));
  await lock.run(['z'], async () => void seen.push('other runs'));
  open();
  await expect(slow).rejects.toThrow('failed');
  await waiting;
  expect(seen.toSorted()).toEqual(['other runs', 'slow ends', 'slow starts', 'waiting runs']);
  expect(seen.indexOf('other runs')).toBeLessThan(seen.indexOf('slow ends'));
  expect(seen.indexOf('waiting runs')).toBe(3);
});
