import { lookup } from 'node:dns/promises';
import { type AllowedHost, type Destination, refusedDestination } from './allowed-hosts.ts';
import { FetchFailed, FetchRefused, shownUrl } from './errors.ts';

/** Gives every address of a name; the system's resolver unless a test brings its own. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

const systemResolve: Resolve = async (hostname) =>
  (await lookup(hostname, { all: true, order: 'verbatim' })).map(({ address }) => address);

/**
 * Resolves the host of a URL, once, and checks what came back. The caller connects to the address it is given, so that no second look-up
 * can say something else (DNS rebinding). A name with one address that may not be reached is refused as a whole.
 *
 * @throws FetchRefused, FetchFailed; the signal's reason
 */
export async function resolveDestination(
  url: URL,
  input: { allowed?: readonly AllowedHost[]; resolve?: Resolve; timeoutMs: number; signal?: AbortSignal },
): Promise<Destination> {
  const where = shownUrl(url);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new FetchRefused(where, 'it is neither http nor https');
  if (url.username !== '' || url.password !== '')
    throw new FetchRefused(where, 'it carries a user name or a password');
  const hostname = url.hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  input.signal?.throwIfAborted();
  const addresses = await within(where, input, (input.resolve ?? systemResolve)(hostname));
  const [first] = addresses;
  if (first === undefined) throw new FetchFailed(where, 'its name has no address');
  for (const address of addresses) {
    const reason = refusedDestination({ hostname, port, address }, input.allowed);
    if (reason !== undefined) throw new FetchRefused(where, reason);
  }
  return { hostname, port, address: first };
}

async function within(
  where: string,
  input: { timeoutMs: number; signal?: AbortSignal },
  looking: Promise<readonly string[]>,
): Promise<readonly string[]> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new FetchFailed(where, 'its name was not resolved in time')),
    input.timeoutMs,
  );
  const stop = () => reject(input.signal?.reason);
  input.signal?.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([looking, promise]);
  } catch (cause) {
    input.signal?.throwIfAborted();
    if (cause instanceof FetchFailed) throw cause;
    throw new FetchFailed(where, 'its name could not be resolved', cause);
  } finally {
    clearTimeout(timer);
    input.signal?.removeEventListener('abort', stop);
  }
}
