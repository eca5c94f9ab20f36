import { isIP } from 'node:net';

/**
 * The multiaddr under which a web origin is reached, as pinning services take it.
 * @example originMultiaddr('https://market.example') // '/dns4/market.example/tcp/443/https'
 */
export function originMultiaddr(origin: string): string {
  const { protocol, hostname, port } = new URL(origin);
  const host = hostname.replace(/^\[|\]$/g, '');
  const kind = { 0: 'dns', 4: 'ip4', 6: 'ip6' }[isIP(host)] ?? 'dns';
  const scheme = protocol === 'https:' ? 'https' : 'http';
  return `/${kind}/${host}/tcp/${port === '' ? (scheme === 'https' ? '443' : '80') : port}/${scheme}`;
}
