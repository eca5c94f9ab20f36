import type { StreamOpened } from '@atoll/schemas/change';
import type { Logger } from '@atoll/server-kit/logger';
import type { ChangeFilter } from './change-filter.ts';
import { type ChangeHub, encode } from './change-hub.ts';

/** Bytes that wait for one listener at most; who reads slower than changes come is disconnected, and resumes by its last id. */
export const mostBuffered = 1024 * 1024;
/** Bytes that are read ahead for a listener that catches up. */
const readAhead = 128 * 1024;

export interface ChangeStreamParameters {
  readonly hub: ChangeHub;
  /** The id of the last change that the listener knows. */
  readonly after: number;
  readonly filter: ChangeFilter;
  readonly logger: Logger;
  /** Aborts when the server closes. */
  readonly closing: AbortSignal | undefined;
  /** Cuts the connection without sending what waits. */
  readonly cut: () => void;
  /** Called once when the stream has ended, however it did. */
  readonly onEnd: () => void;
}

/**
 * The bytes of one stream of server-sent events. It begins with `open`, catches up page by page as fast as the listener reads, then joins
 * those who follow the newest changes.
 */
export function changeStream(input: ChangeStreamParameters): ReadableStream<Uint8Array> {
  const { hub, filter, logger } = input;
  let after = input.after;
  let leave: (() => void) | undefined;
  let over = false;
  let control: ReadableStreamDefaultController<Uint8Array> | undefined;

  const finish = () => {
    if (over) return;
    over = true;
    leave?.();
    input.closing?.removeEventListener('abort', end);
    input.onEnd();
  };
  const end = () => {
    if (over) return;
    finish();
    control?.close();
  };
  const send = (bytes: Uint8Array) => {
    if (over || control === undefined) return;
    const waiting = readAhead - (control.desiredSize ?? 0);
    if (waiting + bytes.byteLength > mostBuffered) {
      logger.info({ waiting, chain: hub.chain }, 'a listener that is too slow is disconnected');
      finish();
      input.cut();
      return;
    }
    control.enqueue(bytes);
  };
  /** Sends a page, or joins; true where something was sent or nothing is left to catch up with. */
  const advance = async (): Promise<boolean> => {
    leave = hub.join({ after, filter, listener: { send, end } });
    if (leave !== undefined) return true;
    const page = await hub.read(after);
    after = page.at(-1)?.id ?? after;
    const bytes = encode(filter, page);
    if (bytes === undefined) return false;
    send(bytes);
    return true;
  };

  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        control = controller;
        input.closing?.addEventListener('abort', end, { once: true });
        if (input.closing?.aborted === true) return end();
        const opened: StreamOpened = { chain: hub.chain, position: after };
        // A browser that is disconnected comes back after two seconds.
        controller.enqueue(
          Buffer.from(`retry: 2000\nid: ${after}\nevent: open\ndata: ${JSON.stringify(opened)}\n\n`),
        );
      },
      pull: async () => {
        try {
          while (!over && leave === undefined && !(await advance()));
        } catch (error) {
          // The status was sent long ago: the line ends, and coming back tells why.
          logger.info({ err: error, chain: hub.chain }, 'a stream ended while it caught up');
          end();
        }
      },
      cancel: finish,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: readAhead }),
  );
}
