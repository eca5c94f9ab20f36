import type { WebConfig } from '@atoll/sdk/web-config';

/** Hosts of a machine's own loopback, as they stand in an origin. */
const loopback = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/**
 * Where the web app may connect to beside itself (CSP `connect-src`): the configured indexer and node, and every provider, which may stand
 * anywhere: each is named on chain by whoever runs it. Over the network only https is spoken; a market on loopback may reach loopback.
 */
export function connectSources(config: WebConfig): string[] {
  const own = [config.indexerUrl, config.rpcUrl].map((url) => new URL(url).origin);
  const local = loopback.test(new URL(config.marketplaceUrl).origin)
    ? ['http://127.0.0.1:*', 'http://localhost:*']
    : [];
  return [...new Set([...own, 'https:', ...local])];
}
