import { AddressBook } from '@atoll/contracts/address-book';
import { expect, test } from 'vitest';
import { account } from './testing/chain-tables.ts';
import { chainsOf, parseEndpoint } from './chains-of.ts';
import { someContracts } from './testing/some-contracts.ts';

const book = (chainId: number) =>
  AddressBook.parse({
    chainId,
    startBlock: 1,
    contracts: someContracts(),
    governance: account('1'),
    treasury: account('2'),
    arbiter: account('3'),
    tokens: [],
  });
const endpoints = (...list: string[]) => list.flatMap((each) => parseEndpoint(each) ?? []);

test('the endpoints of one chain need no name and keep their order', () => {
  expect(chainsOf([book(5)], endpoints('http://a', 'ws://b', '5=https://c'))).toMatchObject([
    {
      addressBook: { chainId: 5 },
      endpoints: [{ url: 'http://a' }, { url: 'ws://b' }, { url: 'https://c' }],
    },
  ]);
});

test('each of several chains has its own', () => {
  const chains = chainsOf([book(5), book(6)], endpoints('6=http://a', '5=http://b?x=1', '6=wss://c'));
  expect(chains.map((chain) => chain.endpoints.map(({ url }) => url))).toEqual([
    ['http://b?x=1'],
    ['http://a', 'wss://c'],
  ]);
});

test.each([
  ['a chain twice', [5, 5], ['http://a'], 'DEPLOYMENT names chain 5 twice'],
  ['an endpoint that says no chain', [5, 6], ['http://a', '6=http://b'], 'does not say which chain a serves'],
  ['an endpoint of another chain', [5], ['7=http://a'], 'an endpoint of chain 7'],
  ['a chain without endpoint', [5, 6], ['5=http://a'], 'no http(s) endpoint of chain 6'],
  ['only sockets', [5], ['ws://a'], 'no http(s) endpoint of chain 5'],
])('%s is refused', (_what, ids, urls, sentence) => {
  expect(() => chainsOf(ids.map(book), endpoints(...urls))).toThrow(sentence);
});

test.each(['ftp://a', 'a', '0=http://a', 'x=http://a', ''])('%j is no endpoint', (text) => {
  expect(parseEndpoint(text)).toBeUndefined();
});
