import { type AllowedHost, parseAllowedHost } from '@atoll/server-kit/safe-fetch/allowed-hosts';

/** A registry inside of the operator's network, which images may be fetched from although it is not public. */
export interface RegistryHost {
  /** As image names write it, e.g. `registry.internal:5000`. */
  readonly name: string;
  readonly scheme: 'http' | 'https';
  readonly allowed: AllowedHost;
}

/**
 * Parses `registry.internal:5000`, or `http://127.0.0.1:5000` for one without TLS.
 * @returns undefined where it is neither
 */
export function parseRegistryHost(entry: string): RegistryHost | undefined {
  const plain = entry.startsWith('http://');
  const name = entry.replace(/^https?:\/\//, '');
  const allowed = parseAllowedHost(name);
  return allowed === undefined ? undefined : { name, scheme: plain ? 'http' : 'https', allowed };
}
