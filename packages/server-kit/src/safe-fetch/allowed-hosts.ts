import ipaddr from 'ipaddr.js';

/** One entry of a list of hosts that may be reached although they are not public. */
export type AllowedHost =
  | { readonly kind: 'name'; readonly name: string; readonly port: number | undefined }
  | {
      readonly kind: 'range';
      readonly range: readonly [ipaddr.IPv4 | ipaddr.IPv6, number];
      readonly port: number | undefined;
    };

/**
 * Parses one entry: a name (`files.internal`), an address (`10.1.2.3`, `[fd00::1]`) or a range (`10.1.0.0/16`), each with a port where
 * only that one is meant (`files.internal:9000`).
 *
 * @returns undefined where it is none of these
 */
export function parseAllowedHost(entry: string): AllowedHost | undefined {
  const match =
    /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]/\s]+)|([0-9a-fA-F:.]*:[0-9a-fA-F:.]*(?=\/|$)))(?:\/(\d{1,3}))?(?::(\d{1,5}))?$/.exec(
      entry,
    );
  if (match === null) return undefined;
  const [, bracketed, plain, bare, bits, portText] = match;
  const host = bracketed ?? plain ?? bare ?? '';
  const port = portText === undefined ? undefined : Number(portText);
  if (port !== undefined && (port < 1 || port > 65_535)) return undefined;
  if (ipaddr.isValid(host) && (ipaddr.IPv6.isValid(host) || ipaddr.IPv4.isValidFourPartDecimal(host))) {
    const address = ipaddr.parse(host);
    const most = address.kind() === 'ipv4' ? 32 : 128;
    const length = bits === undefined ? most : Number(bits);
    return length > most ? undefined : { kind: 'range', range: [address, length], port };
  }
  // What ends with a number is an address in another spelling (10.1, 0x7f.1), never a name.
  if (bits !== undefined || /(^|\.)(\d+|0x[0-9a-f]*)$/i.test(host)) return undefined;
  if (!/^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/i.test(host)) return undefined;
  return { kind: 'name', name: host.toLowerCase(), port };
}

/** Ranges that a name on the list may lead to: an owner's internal network and this machine. */
const internal = new Set(['private', 'uniqueLocal', 'loopback', 'carrierGradeNat']);

/** Where a request is about to go. */
export interface Destination {
  /** As the URL names it, in lower case, without brackets. */
  readonly hostname: string;
  readonly port: number;
  /** What the name was resolved to. */
  readonly address: string;
}

/**
 * Why an address may not be connected to, or undefined where it may. Public unicast addresses may; everything else only where the list
 * says so. Addresses that carry an IPv4 address inside (mapped, NAT64, 6to4, Teredo) lead wherever a router takes them and count as not
 * public. A name on the list may resolve to an internal address, yet never to a link-local one, where clouds serve credentials: that takes
 * an entry for the address itself.
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry https://www.iana.org/assignments/iana-ipv6-special-registry
 */
export function refusedDestination(
  destination: Destination,
  allowed: readonly AllowedHost[] = [],
): string | undefined {
  if (!ipaddr.isValid(destination.address)) return 'its address is none';
  const address = ipaddr.parse(destination.address);
  const range = address.range();
  if (range === 'unicast' && isGlobal(address)) return undefined;
  for (const entry of allowed) {
    if (entry.port !== undefined && entry.port !== destination.port) continue;
    if (entry.kind === 'name') {
      if (entry.name === destination.hostname && internal.has(range)) return undefined;
    } else if (entry.range[0].kind() === address.kind() && address.match(entry.range[0], entry.range[1]))
      return undefined;
  }
  return 'it is not on the public network';
}

/** Only 2000::/3 is given out for the public network. */
function isGlobal(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return address.kind() === 'ipv4' || address.match(ipaddr.IPv6.parse('2000::'), 3);
}
