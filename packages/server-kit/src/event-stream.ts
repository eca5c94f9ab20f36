import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { AppEnv } from './app.ts';

/** One server-sent event; `data` is written as JSON with amounts as decimal strings. */
export interface ServerEvent {
  /** What a client sends back as `Last-Event-ID` when it reconnects. */
  readonly id?: string;
  readonly event?: string;
  readonly data: unknown;
}

type Source = AsyncIterable<ServerEvent> | ((signal: AbortSignal) => AsyncIterable<ServerEvent>);

function encode(data: unknown): string {
  return JSON.stringify(data, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
}

const heartbeat = Symbol('heartbeat');
const ended = Symbol('ended');

/**
 * Answers with server-sent events (`text/event-stream`): each item of the source, and a comment every `heartbeatMs` so
 * that proxies and clients see the line is alive. Ends when the source ends, the client leaves or the server closes;
 * a source given as a function gets the signal that says so, and its generator is returned in any case.
 *
 * @example
 * app.get('/v1/events', (c) => eventStream(c, (signal) => follow(ctx, { after: c.req.header('last-event-id'), signal })));
 */
export function eventStream(
  c: Context<AppEnv>,
  source: Source,
  options: { heartbeatMs?: number } = {},
): Response {
  const heartbeatMs = options.heartbeatMs ?? 15_000;
  const abort = new AbortController();
  const closing = c.env?.closing;
  const logger = c.get('logger');
  const signal = closing === undefined ? abort.signal : AbortSignal.any([abort.signal, closing]);
  // Proxies that buffer replies (nginx) are told not to.
  c.header('x-accel-buffering', 'no');
  return streamSSE(c, async (stream) => {
    stream.onAbort(() => abort.abort());
    const iterator = (typeof source === 'function' ? source(signal) : source)[Symbol.asyncIterator]();
    let pending = iterator.next();
    try {
      for (;;) {
        const item = await next(pending, heartbeatMs, signal);
        if (item === ended) return;
        if (item === heartbeat) {
          await stream.write(': alive\n\n');
          continue;
        }
        if (item.done === true) return;
        const { data, ...rest } = item.value;
        await stream.writeSSE({ ...rest, data: encode(data) });
        pending = iterator.next();
      }
    } catch (error) {
      // The status was sent long ago; the client is told by an event without the cause.
      logger.error({ err: error }, 'event stream failed');
      await stream.writeSSE({
        event: 'error',
        data: encode({ code: 'internal', requestId: c.get('requestId') }),
      });
    } finally {
      abort.abort();
      // A generator that waits inside `next` answers `return` only later: nothing here depends on when.
      pending.catch(() => undefined);
      iterator.return?.().catch((error: unknown) => logger.debug({ err: error }, 'event source ended late'));
    }
  });
}

async function next(
  pending: Promise<IteratorResult<ServerEvent>>,
  heartbeatMs: number,
  signal: AbortSignal,
): Promise<IteratorResult<ServerEvent> | typeof heartbeat | typeof ended> {
  if (signal.aborted) return ended;
  const { promise, resolve } = Promise.withResolvers<typeof heartbeat | typeof ended>();
  const timer = setTimeout(() => resolve(heartbeat), heartbeatMs);
  const onAbort = () => resolve(ended);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([pending, promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}
