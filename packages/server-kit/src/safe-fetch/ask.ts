import type { IncomingMessage } from 'node:http';
import type { AllowedHost } from './allowed-hosts.ts';
import { FetchFailed, FetchRefused, shownUrl } from './errors.ts';
import { openRequest } from './open-request.ts';
import { resolveDestination } from './resolve-destination.ts';
import type { Resolve } from './resolve-name.ts';

/** Where a request may go, and who is believed to be there. */
export interface Reach {
  /** Hosts that may be reached although they are not public. */
  readonly allowed?: readonly AllowedHost[];
  /** Certificates to trust instead of the system's. */
  readonly ca?: string;
  readonly resolve?: Resolve;
}

/** @throws FetchRefused */
export function parseUrl(text: string, base?: URL): URL {
  if (!URL.canParse(text, base?.href)) throw new FetchRefused('what was named', 'it is no URL');
  const url = new URL(text, base);
  url.hash = '';
  return url;
}

/** The caller's signal, which also aborts with FetchFailed when the time for all of it is over. */
export function signalWithin(url: URL, totalMs: number | undefined, signal: AbortSignal | undefined) {
  if (totalMs === undefined) return signal;
  const deadline = new AbortController();
  const late = () => deadline.abort(new FetchFailed(shownUrl(url), 'it took too long in all'));
  // Left to run out where the answer comes in time: it holds no connection and no process.
  setTimeout(late, totalMs).unref();
  return AbortSignal.any([deadline.signal, ...(signal === undefined ? [] : [signal])]);
}

/**
 * Asks a URL once, at an address that was checked.
 *
 * @param input.body sent by POST; unset: a GET
 * @param input.timeoutMs for each of name, connection and head of the answer
 * @throws FetchRefused, FetchFailed; the signal's reason
 */
export async function ask(
  url: URL,
  input: Reach & {
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly timeoutMs: number;
    readonly signal?: AbortSignal;
  },
): Promise<IncomingMessage> {
  return openRequest({ ...input, url, destination: await resolveDestination(url, input) });
}

/** The headers of an answer, each as one text. */
export const headersOf = (message: IncomingMessage): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
