import { ask, headersOf, parseUrl, type Reach, signalWithin } from './ask.ts';

export interface SafePostParameters extends Reach {
  readonly url: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Time for all of it, up to the head of the answer. */
  readonly totalMs: number;
}

/**
 * Sends something to a URL that somebody else chose, as `safeFetch` asks one. The head of the answer is all that is read, so what follows
 * it cannot be wrong; a redirect is an answer like any other.
 *
 * @throws FetchRefused, FetchFailed; the signal's reason
 * @example
 * const { status } = await safePost({ url: 'https://receiver.example/hook', body: '{}', totalMs: 10_000 });
 */
export async function safePost(
  parameters: SafePostParameters,
): Promise<{ status: number; headers: Readonly<Record<string, string | undefined>> }> {
  const { totalMs } = parameters;
  const url = parseUrl(parameters.url);
  const signal = signalWithin(url, totalMs, parameters.signal);
  const message = await ask(url, {
    ...parameters,
    headers: { ...parameters.headers },
    timeoutMs: totalMs,
    ...(signal === undefined ? {} : { signal }),
  });
  message.destroy();
  return { status: message.statusCode ?? 0, headers: headersOf(message) };
}
