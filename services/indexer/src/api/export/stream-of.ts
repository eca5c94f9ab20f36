import { ExportCutOff } from './errors.ts';
import type { ExportLimits } from './export-limits.ts';

/**
 * A stream of what a generator makes, as fast as it is read. It ends with whoever leaves, and is cut off where nothing is taken for too
 * long or it takes too long in all.
 *
 * @param onEnd gives back what the generator holds and lets it make no more; called once or more
 */
export function streamOf(
  parts: AsyncGenerator<Uint8Array>,
  { stallMs, totalMs }: Pick<ExportLimits, 'stallMs' | 'totalMs'>,
  onEnd: () => Promise<void>,
): ReadableStream<Uint8Array> {
  const timers: { stall?: NodeJS.Timeout; total?: NodeJS.Timeout } = {};
  const end = async () => {
    clearTimeout(timers.stall);
    clearTimeout(timers.total);
    await onEnd();
  };
  return new ReadableStream({
    start(controller) {
      timers.total = setTimeout(() => {
        controller.error(new ExportCutOff('the export went on', totalMs));
        void end();
      }, totalMs);
    },
    async pull(controller) {
      clearTimeout(timers.stall);
      try {
        const { done, value } = await parts.next();
        if (done !== true) {
          controller.enqueue(value);
          timers.stall = setTimeout(() => {
            controller.error(new ExportCutOff('nothing was read', stallMs));
            void end();
          }, stallMs);
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
