import type { IncomingMessage } from 'node:http';
import { ask, headersOf, parseUrl, type Reach, signalWithin } from './ask.ts';
import { FetchFailed, FetchRefused, shownUrl } from './errors.ts';

export interface SafeFetchParameters extends Reach {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Most bytes of the body. */
  readonly maxBytes: number;
  /** Redirects that are followed. Default 5. */
  readonly redirects?: number;
  readonly signal?: AbortSignal;
  readonly limits?: Partial<FetchLimits>;
}

export interface FetchLimits {
  /** Time for each of name, connection and head of the answer. */
  readonly headersMs: number;
  /** Time in which some byte of the body has to come. */
  readonly stallMs: number;
  /** Time for all of it, from the first look-up to the last byte. Unset: as long as bytes keep coming. */
  readonly totalMs?: number;
}

export interface SafeResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Where it came from in the end. */
  readonly url: URL;
  /** The bytes as they were sent, never decompressed; reading them throws FetchRefused above `maxBytes`, FetchFailed where they stop early. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Ends the connection without reading the body. */
  close(): void;
}

const defaults: FetchLimits = { headersMs: 30_000, stallMs: 30_000 };
const redirecting = new Set([301, 302, 303, 307, 308]);
/** What a caller's headers are cut down to once a redirect leaves the origin: nothing that could be a credential. */
const harmless = new Set(['accept', 'range', 'user-agent']);

/**
 * Asks a URL that somebody else chose, without letting it reach this machine or its network (server-side request forgery).
 *
 * The name is resolved once, every address is checked, and the connection goes to the checked one. Each redirect is checked anew, loses
 * every header that could be a credential once it leaves the origin, and never leads from https to http. Nothing is decompressed: an
 * answer with a content encoding is refused. Proxies of the environment are not used.
 *
 * @throws FetchRefused, FetchFailed; the signal's reason
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html
 * @example
 * const response = await safeFetch({ url: 'https://files.example/reef.csv', maxBytes: 1 << 30 });
 * for await (const chunk of response.body) await file.write(chunk);
 */
export async function safeFetch(parameters: SafeFetchParameters): Promise<SafeResponse> {
  let url = parseUrl(parameters.url);
  const limits = { ...defaults, ...parameters.limits };
  const signal = signalWithin(url, limits.totalMs, parameters.signal);
  const input = { ...parameters, limits, ...(signal === undefined ? {} : { signal }) };
  let headers = { ...parameters.headers };
  for (let redirects = parameters.redirects ?? 5; ; redirects--) {
    const message = await ask(url, { ...input, headers, timeoutMs: limits.headersMs });
    const location = message.headers.location;
    if (!redirecting.has(message.statusCode ?? 0) || location === undefined)
      return toResponse(url, message, input);
    message.destroy();
    if (redirects <= 0) throw new FetchRefused(shownUrl(url), 'it redirects too often');
    const next = parseUrl(location, url);
    if (url.protocol === 'https:' && next.protocol !== 'https:')
      throw new FetchRefused(shownUrl(url), 'it redirects from https to http');
    if (next.origin !== url.origin)
      headers = Object.fromEntries(
        Object.entries(headers).filter(([name]) => harmless.has(name.toLowerCase())),
      );
    url = next;
  }
}

function toResponse(
  url: URL,
  message: IncomingMessage,
  input: { maxBytes: number; limits: FetchLimits; signal?: AbortSignal },
): SafeResponse {
  const where = shownUrl(url);
  const headers = headersOf(message);
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  const length = headers['content-length'];
  const refusal =
    encoding !== 'identity' && encoding !== ''
      ? 'its bytes come compressed'
      : length !== undefined && Number(length) > input.maxBytes
        ? `it has ${length} bytes, more than ${input.maxBytes}`
        : undefined;
  if (refusal !== undefined) {
    message.destroy();
    throw new FetchRefused(where, refusal);
  }
  return {
    status: message.statusCode ?? 0,
    headers,
    url,
    body: readBody(where, message, input),
    close: () => void message.destroy(),
  };
}

async function* readBody(
  where: string,
  message: IncomingMessage,
  input: { maxBytes: number; limits: FetchLimits; signal?: AbortSignal },
): AsyncGenerator<Uint8Array> {
  const { maxBytes, limits, signal } = input;
  const stop = () => message.destroy();
  signal?.addEventListener('abort', stop, { once: true });
  const iterator: AsyncIterator<unknown> = message[Symbol.asyncIterator]();
  let stalled = false;
  let bytes = 0;
  try {
    for (;;) {
      signal?.throwIfAborted();
      // A timer of the reader's own: the socket's idle timer also runs while nobody reads.
      const timer = setTimeout(() => {
        stalled = true;
        message.destroy();
      }, limits.stallMs);
      const next = await iterator.next().finally(() => clearTimeout(timer));
      if (next.done === true) break;
      const chunk = next.value;
      if (!(chunk instanceof Uint8Array)) throw new TypeError('a body of bytes gave something else');
      bytes += chunk.byteLength;
      if (bytes > maxBytes) throw new FetchRefused(where, `it has more than ${maxBytes} bytes`);
      yield chunk;
    }
    if (!message.complete) throw new FetchFailed(where, 'the connection ended early');
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof FetchRefused || cause instanceof FetchFailed || cause instanceof TypeError)
      throw cause;
    throw new FetchFailed(where, stalled ? 'no byte came for too long' : 'the connection ended early', cause);
  } finally {
    signal?.removeEventListener('abort', stop);
    message.destroy();
  }
}
