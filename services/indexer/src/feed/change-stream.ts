import type { StreamOpened } from '@atoll/schemas/change';
import type { Logger } from '@atoll/server-kit/logger';
import { chunkBytes, firstChunk } from './change-chunk.ts';
import type { ChangeTest } from './change-filter.ts';
import type { ChangeHub } from './change-hub.ts';
import type { ToldChange } from './read-changes.ts';

/** Bytes that wait for one listener at most; who reads slower than changes come is disconnected, and resumes by its last id. */
export const mostBuffered = 1024 * 1024;

export interface ChangeStreamParameters {
  readonly hub: ChangeHub;
  /** The id of the last change that the listener knows. */
  readonly after: number;
  readonly wanted: ChangeTest;
  readonly logger: Logger;
  /** Aborts when the server closes. */
  readonly closing: AbortSignal | undefined;
  /** Cuts the connection without sending what waits. */
  readonly cut: () => void;
  /** Called once when the stream has ended, however it did. */
  readonly onEnd: () => void;
}

/**
 * The bytes of one stream of server-sent events. It begins with `open`, catches up chunk by chunk as fast as the listener reads, then joins
 * those who follow the newest changes. A listener that reads, and for whom more comes at once than may wait, catches up again.
 */
export function changeStream(input: ChangeStreamParameters): ReadableStream<Uint8Array> {
  const { hub, wanted, logger } = input;
  let after = input.after;
  /** What was read and is still to be sent. */
  let page: readonly ToldChange[] = [];
  let leave: (() => void) | undefined;
  let over = false;
  let catchingUp = false;
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
  const waiting = () => chunkBytes - (control?.desiredSize ?? 0);
  const send = (bytes: Uint8Array, upTo: number) => {
    if (over) return;
    if (waiting() + bytes.byteLength > mostBuffered) return fallBack();
    control?.enqueue(bytes);
    after = upTo;
  };
  const fallBack = () => {
    if (waiting() > chunkBytes) {
      logger.info({ waiting: waiting(), chain: hub.chain }, 'a listener that is too slow is disconnected');
      finish();
      input.cut();
      return;
    }
    leave?.();
    leave = undefined;
    void catchUp();
  };
  /** Sends a chunk, or joins. */
  const advance = async () => {
    if (page.length === 0) {
      const joined = hub.join({ after, wanted, listener: { send, end } });
      if (joined !== undefined) {
        leave = joined.leave;
        if (joined.missed !== undefined) control?.enqueue(joined.missed);
        after = joined.upTo;
        return;
      }
      page = await hub.read(after);
      if (over) return;
    }
    const { bytes, count } = firstChunk(wanted, page);
    after = page[count - 1]?.id ?? after;
    page = page.slice(count);
    if (bytes !== undefined) control?.enqueue(bytes);
  };
  const catchUp = async () => {
    if (catchingUp) return;
    catchingUp = true;
    try {
      while (!over && leave === undefined && waiting() < chunkBytes) await advance();
    } catch (error) {
      // The status was sent long ago: the line ends, and coming back tells why.
      logger.info({ err: error, chain: hub.chain }, 'a stream ended while it caught up');
      end();
    } finally {
      catchingUp = false;
    }
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
      pull: catchUp,
      cancel: finish,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: chunkBytes }),
  );
}
