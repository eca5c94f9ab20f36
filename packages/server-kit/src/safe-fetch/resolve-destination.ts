import { isIP } from 'node:net';
import { type AllowedHost, type Destination, refusedDestination } from './allowed-hosts.ts';
import { FetchFailed, FetchRefused, shownUrl } from './errors.ts';
import { askNameServers, askSystem, type Resolve } from './resolve-name.ts';

/**
 * Resolves the host of a URL, once, and checks what came back. The caller connects to the address it is given, so that no second look-up
 * can say something else (DNS rebinding). A name with one address that may not be reached is refused as a whole.
 *
 * @param input.resolve who is asked for names; unless given, name servers, and this machine for names on the list
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
  const addresses = await within(where, input, (signal) => addressesOf(hostname, input, signal));
  const [first] = addresses;
  if (first === undefined) throw new FetchFailed(where, 'its name has no address');
  for (const address of addresses) {
    const reason = refusedDestination({ hostname, port, address }, input.allowed);
    if (reason !== undefined) throw new FetchRefused(where, reason);
  }
  return { hostname, port, address: first };
}

const strangers = askNameServers();

async function addressesOf(
  hostname: string,
  { allowed = [], resolve }: { allowed?: readonly AllowedHost[]; resolve?: Resolve },
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (isIP(hostname) !== 0) return [hostname];
  const isOwn =
    hostname === 'localhost' || allowed.some((entry) => entry.kind === 'name' && entry.name === hostname);
  return (resolve ?? (isOwn ? askSystem : strangers))(hostname, signal);
}

async function within(
  where: string,
  input: { timeoutMs: number; signal?: AbortSignal },
  look: (signal: AbortSignal) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new FetchFailed(where, 'its name was not resolved in time')),
    input.timeoutMs,
  );
  const stop = () => reject(input.signal?.reason);
  input.signal?.addEventListener('abort', stop, { once: true });
  const looking = new AbortController();
  try {
    return await Promise.race([look(looking.signal), promise]);
  } catch (cause) {
    input.signal?.throwIfAborted();
    if (cause instanceof FetchFailed) throw cause;
    throw new FetchFailed(where, 'its name could not be resolved', cause);
  } finally {
    looking.abort();
    clearTimeout(timer);
    input.signal?.removeEventListener('abort', stop);
  }
}
