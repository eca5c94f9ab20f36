import { type IncomingMessage, request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { Destination } from './allowed-hosts.ts';
import { FetchFailed, shownUrl } from './errors.ts';

/**
 * Sends one request to exactly the address that was checked, for the host that the URL names, and gives the answer once its head is there. The
 * connection serves this request alone.
 *
 * @throws FetchFailed; the signal's reason
 */
export function openRequest(input: {
  url: URL;
  destination: Destination;
  headers: Readonly<Record<string, string>>;
  timeoutMs: number;
  signal?: AbortSignal;
  ca?: string;
  /** Sent by POST; unset: a GET. */
  body?: string;
}): Promise<IncomingMessage> {
  const { url, destination, signal, body } = input;
  const where = shownUrl(url);
  const options: RequestOptions & { servername?: string; ca?: string } = {
    method: body === undefined ? 'GET' : 'POST',
    // An address needs no look-up: what was checked is what is connected to.
    host: destination.address,
    port: destination.port,
    path: `${url.pathname}${url.search}`,
    agent: false,
    headers: {
      'user-agent': 'atoll',
      accept: '*/*',
      ...Object.fromEntries(
        Object.entries(input.headers).map(([name, value]) => [name.toLowerCase(), value]),
      ),
      // after the caller's: neither is for a caller to change
      host: url.host,
      'accept-encoding': 'identity',
      ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
    },
    maxHeaderSize: 32 * 1024,
    ...(isIP(destination.hostname) === 0 ? { servername: destination.hostname } : {}),
    ...(input.ca === undefined ? {} : { ca: input.ca }),
  };
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(options);
  const fail = (reason: string, cause?: unknown) => {
    reject(signal?.aborted === true ? signal.reason : new FetchFailed(where, reason, cause));
    request.destroy();
  };
  const timer = setTimeout(() => fail('it did not answer in time'), input.timeoutMs);
  const stop = () => fail('it was stopped');
  signal?.addEventListener('abort', stop, { once: true });
  request.once('response', resolve);
  // Stays on: an error after the answer began ends the body, whose reader reports it.
  request.on('error', (error) => fail('the connection failed', error));
  // Switching to another protocol is no answer.
  request.once('upgrade', () => fail('it wants another protocol'));
  if (signal?.aborted === true) stop();
  else request.end(body);
  return promise.finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  });
}
