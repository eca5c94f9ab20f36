import { describe, expect, test } from 'vitest';
import { type AllowedHost, parseAllowedHost, refusedDestination } from './allowed-hosts.ts';

const to = (address: string, allowed: readonly string[] = [], hostname = 'files.example', port = 443) =>
  refusedDestination(
    { hostname, port, address },
    allowed.map((entry): AllowedHost => {
      const parsed = parseAllowedHost(entry);
      if (parsed === undefined) throw new TypeError(`${entry} is no entry`);
      return parsed;
    }),
  );

describe('without a list', () => {
  test.each(['8.8.8.8', '1.1.1.1', '2606:4700::1111', '2a00:1450::1'])('%s may be reached', (address) => {
    expect(to(address)).toBeUndefined();
  });

  test.each([
    ['this network', '0.0.0.0'],
    ['this network', '0.1.2.3'],
    ['private', '10.0.0.1'],
    ['private', '172.16.0.1'],
    ['private', '172.31.255.255'],
    ['private', '192.168.1.1'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['carrier-grade NAT', '100.127.255.255'],
    ['loopback', '127.0.0.1'],
    ['loopback', '127.255.255.254'],
    ['link-local', '169.254.169.254'],
    ['protocol assignments', '192.0.0.8'],
    ['documentation', '192.0.2.1'],
    ['6to4 relay', '192.88.99.1'],
    ['benchmarks', '198.18.0.1'],
    ['documentation', '198.51.100.1'],
    ['documentation', '203.0.113.1'],
    ['multicast', '224.0.0.1'],
    ['multicast', '239.255.255.255'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['unspecified', '::'],
    ['loopback', '::1'],
    ['IPv4-compatible', '::127.0.0.1'],
    ['IPv4-mapped loopback', '::ffff:127.0.0.1'],
    ['IPv4-mapped public', '::ffff:8.8.8.8'],
    ['NAT64 of loopback', '64:ff9b::7f00:1'],
    ['local NAT64', '64:ff9b:1::a00:1'],
    ['6to4 of loopback', '2002:7f00:1::'],
    ['6to4 of private', '2002:c0a8:101::1'],
    ['Teredo', '2001:0:4136:e378::1'],
    ['unique local', 'fc00::1'],
    ['unique local', 'fd12:3456::1'],
    ['link-local', 'fe80::1'],
    ['site-local', 'fec0::1'],
    ['multicast', 'ff02::1'],
    ['documentation', '2001:db8::1'],
    ['documentation', '3fff::1'],
    ['discard', '100::1'],
    ['benchmarks', '2001:2::1'],
    ['segment routing', '5f00::1'],
    ['not given out', '4000::1'],
    ['no address', 'localhost'],
    ['with a zone', 'fe80::1%eth0'],
  ])('%s (%s) may not', (_range, address) => {
    expect(to(address)).toEqual(expect.any(String));
  });
});

describe('a list', () => {
  test.each([
    ['10.1.2.3', ['10.0.0.0/8']],
    ['10.1.2.3', ['10.1.2.3']],
    ['10.1.2.3', ['10.1.2.3:443']],
    ['fd00::5', ['[fd00::5]:443']],
    ['fd00::5', ['fd00::/8']],
    ['10.1.2.3', ['FILES.example']],
    ['127.0.0.1', ['files.example:443']],
    ['169.254.169.254', ['169.254.169.254']],
  ])('lets %s through with %j', (address, allowed) => {
    expect(to(address, allowed)).toBeUndefined();
  });

  test.each([
    ['another range', '10.1.2.3', ['192.168.0.0/16']],
    ['another port', '10.1.2.3', ['10.1.2.3:8080']],
    ['another name', '10.1.2.3', ['other.example']],
    ['a name that ends alike', '10.1.2.3', ['example']],
    ['a name that leads to where clouds keep credentials', '169.254.169.254', ['files.example']],
    ['a name that leads to every host of a link', '224.0.0.1', ['files.example']],
    ['the mapped form of an address', '::ffff:10.1.2.3', ['10.0.0.0/8']],
  ])('does not let through %s', (_what, address, allowed) => {
    expect(to(address, allowed)).toEqual(expect.any(String));
  });

  test.each([
    '',
    '10.0.0.0/33',
    'files.example/8',
    'http://files.example',
    'a b',
    '10.1',
    '0x7f.1',
    'host:0',
    'host:70000',
  ])('has no entry %j', (entry) => {
    expect(parseAllowedHost(entry)).toBeUndefined();
  });
});
