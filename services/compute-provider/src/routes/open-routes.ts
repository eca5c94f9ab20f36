import type { AskedRoute } from '@atoll/server-kit/cross-origin';

const job = '/jobs/0x[0-9a-fA-F]{64}';
const request = '/requests/0x[0-9a-fA-F]{64}';

/** What any web page may use, by method: what everybody may read, and what buyers do, each act signed by their wallet. */
const open: Readonly<Record<string, RegExp>> = {
  GET: new RegExp(
    `^(/identity|/provider|/environments|/relay|/halt|/utilisation|/queue/lengths|/ipfs/.+|/health|/ready|/openapi\\.json|/sign-in(/nonce)?|/requests/mine|${request}|${job}(/(events|result|receipt))?|/sample-runs/.+)$`,
  ),
  POST: new RegExp(
    `^(/quotes|/orders|/relay|/agreements|/requests|/sample-runs|/sign-in|${job}/(cancel|rekey))$`,
  ),
  DELETE: new RegExp(`^(/sign-in(/all)?|${request})$`),
};

/**
 * Whether a route belongs to the market, which any page may use without credentials. Everything else is the desk's, and so is whatever is
 * added without being named here: its own page and the listed ones alone.
 */
export function isOpenRoute({ method, path }: AskedRoute): boolean {
  return open[method]?.test(path) ?? false;
}
