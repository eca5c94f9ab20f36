import { ExportCutOff } from './errors.ts';
import type { ExportLimits } from './export-limits.ts';
import { readingPace } from './reading-pace.ts';

/** Bytes that are offered at once: a part may have megabytes, and a slow line is not to need a minute for what is counted as one. */
const pieceBytes = 64 * 1024;

async function* piecesOf(parts: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const part of parts) {
    for (let at = 0; at < part.byteLength; at += pieceBytes) yield part.subarray(at, at + pieceBytes);
  }
}

/**
 * A stream of what a generator makes, as fast as it is read. It ends with whoever leaves, and is cut off where too little is taken or it takes
 * too long in all.
 *
 * @param onEnd gives back what the generator holds and lets it make no more; called once or more
 */
export function streamOf(
  parts: AsyncGenerator<Uint8Array>,
  limits: Omit<ExportLimits, 'fetchMs'>,
  onEnd: () => Promise<void>,
): ReadableStream<Uint8Array> {
  const { stallMs, leastBytes, totalMs } = limits;
  const pieces = piecesOf(parts);
  let control: ReadableStreamDefaultController<Uint8Array> | undefined;
  const end = async () => {
    clearTimeout(total);
    pace.stop();
    await onEnd();
  };
  const cutOff = (why: string, milliseconds: number) => {
    control?.error(new ExportCutOff(why, milliseconds));
    void end();
  };
  const pace = readingPace(limits, () => cutOff(`fewer than ${leastBytes} bytes were read`, stallMs));
  const total = setTimeout(() => cutOff('the export went on', totalMs), totalMs);
  return new ReadableStream({
    start: (controller) => {
      control = controller;
    },
    async pull(controller) {
      pace.taken();
      try {
        const { done, value } = await pieces.next();
        if (done !== true) {
          controller.enqueue(value);
          pace.offer(value.byteLength);
          return;
        }
        await end();
        controller.close();
      } catch (error) {
        await end();
        controller.error(error);
      }
    },
    cancel: end,
  });
}
