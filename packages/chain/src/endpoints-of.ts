import { EndpointUnknown } from './errors.ts';
import type { EndpointAddress } from './follow/endpoint.ts';

/**
 * Endpoints from a list of urls, the primary first. A `ws(s)` url right after an `http(s)` one of the same host is that node's socket, not an
 * endpoint of its own; anywhere else everything goes over it.
 *
 * @throws EndpointUnknown `configuration_invalid` for what is no url of a node
 * @example endpointsOf(['https://a.example/key', 'wss://a.example/key', 'https://b.example'])
 * // [{ url: 'https://a.example/key', webSocketUrl: 'wss://a.example/key' }, { url: 'https://b.example' }]
 */
export function endpointsOf(urls: readonly string[]): EndpointAddress[] {
  const endpoints: EndpointAddress[] = [];
  for (const url of urls) {
    const last = endpoints.at(-1);
    const { protocol, hostname } = checked(url);
    const socketOfLast =
      /^wss?:$/.test(protocol) &&
      last !== undefined &&
      last.webSocketUrl === undefined &&
      /^https?:/.test(last.url) &&
      new URL(last.url).hostname === hostname;
    if (socketOfLast) endpoints[endpoints.length - 1] = { ...last, webSocketUrl: url };
    else endpoints.push({ url });
  }
  return endpoints;
}

function checked(url: string): URL {
  const parsed = URL.parse(url);
  if (parsed !== null && /^(https?|wss?):$/.test(parsed.protocol)) return parsed;
  throw new EndpointUnknown();
}
