import { lookup, Resolver } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';

/** Gives every address of a name, and gives up when the signal aborts. */
export type Resolve = (hostname: string, signal: AbortSignal) => Promise<readonly string[]>;

/**
 * Asks as this machine knows names: by its hosts file, search domains and whatever else is configured. A look-up holds one of the two threads
 * that all look-ups of the process share until the last server has kept silent for long, and nothing ends it before: for the operator's own
 * names, never for those that a stranger chose.
 */
export const askSystem: Resolve = async (hostname) =>
  (await lookup(hostname, { all: true, order: 'verbatim' })).map(({ address }) => address);

/**
 * Asks name servers and nothing else, on no thread: a name whose servers never answer costs a socket until the signal aborts. What only the
 * hosts file knows is not found, and a search domain is added to nothing.
 *
 * @param servers `address:port`; the system's unless given
 */
export function askNameServers(servers?: readonly string[]): Resolve {
  return async (hostname, signal) => {
    // One for each name: what is cancelled is this one alone, and servers that are silent about it are not thought ill of for others.
    const resolver = new Resolver();
    if (servers !== undefined) resolver.setServers(servers);
    const cancel = () => resolver.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const four = resolver.resolve4(hostname);
      const six = resolver.resolve6(hostname);
      const answers = await Promise.allSettled(hasIPv4() ? [four, six] : [six, four]);
      const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
      const failure = answers.find((answer) => answer.status === 'rejected');
      if (addresses.length === 0 && failure !== undefined) throw failure.reason;
      return addresses;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  };
}

/** Whether this machine can reach others by IPv4, which then comes first: not every one that has IPv6 gets far with it. */
const hasIPv4 = (): boolean =>
  Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ family, internal }) => family === 'IPv4' && !internal),
  );
