/** How Node's `fetch` names a connection that ended before anything of an answer had come. */
const endings = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

const codeOf = (error: unknown): unknown =>
  error instanceof Error && error.cause instanceof Error && 'code' in error.cause
    ? error.cause.code
    : undefined;

type Ask = (url: string, init: RequestInit) => Promise<Response>;

/** Each failure is the end of one kept connection, and there may be several that ended at the same time. */
const mostSends = 4;

/**
 * `fetch` for requests that may be sent twice. A server may end a kept connection just as it is used again, which says nothing about the
 * request: it is sent again over another one (RFC 9112, section 9.3.1). Browsers do so by themselves; Node does not.
 *
 * Not for what a service takes only once: a request that is signed, or changes something.
 *
 * @example const response = await fetchSafely(fetch, 'https://indexer.example/status', { redirect: 'error' });
 */
export async function fetchSafely(ask: Ask, url: string, init: RequestInit): Promise<Response> {
  for (let sends = 1; ; sends += 1) {
    try {
      return await ask(url, init);
    } catch (error) {
      if (sends === mostSends || !endings.has(String(codeOf(error)))) throw error;
    }
  }
}

/** What went wrong with a request, with what lies beneath: `fetch failed (connect ECONNREFUSED 127.0.0.1:4101)`. */
export function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.cause instanceof Error && cause.cause.message !== ''
    ? `${cause.message} (${cause.cause.message})`
    : cause.message;
}
