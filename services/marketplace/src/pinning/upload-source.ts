import { AtollError } from '@atoll/schemas/error';
import { UploadInterrupted } from './errors.ts';

/**
 * A request's body as chunks. A sender who goes away, or who sends nothing for `stallMs`, ends it with `UploadInterrupted`, so
 * that nobody holds an upload slot by sending slowly.
 */
export async function* uploadSource(
  body: ReadableStream<Uint8Array> | null,
  stallMs: number,
): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  const reader = body.getReader();
  try {
    for (;;) {
      const next = await chunkWithin(reader, stallMs);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    // Also when whoever reads stops early: the rest of the body is given up, not waited for.
    void reader.cancel().catch(() => undefined);
  }
}

async function chunkWithin(reader: ReadableStreamDefaultReader<Uint8Array>, stallMs: number) {
  let timer: NodeJS.Timeout | undefined;
  const stalled = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new UploadInterrupted(`nothing arrived for ${stallMs} ms`)), stallMs);
  });
  try {
    return await Promise.race([reader.read(), stalled]);
  } catch (cause) {
    // A body limit speaks through the stream with an error of its own.
    if (cause instanceof AtollError) throw cause;
    throw new UploadInterrupted('the sender went away', cause);
  } finally {
    clearTimeout(timer);
  }
}
