import { Address } from '@atoll/schemas/ids';
import { z } from '@hono/zod-openapi';
import { expect, test } from 'vitest';
import { AssetUnknown, encodeCursor, page, pageQuery, tokenIdOf } from './listing.ts';

const Query = z.object(pageQuery);
const placeOf = (row: number) => ({ block: row, log: 0 });

test('a cursor leads back to the place it was made from', () => {
  const cursor = encodeCursor({ block: 123_456_789, log: 42 });
  expect(Query.parse({ cursor }).cursor).toEqual({ block: 123_456_789, log: 42 });
});

test.each([
  '',
  'x',
  Buffer.from('1.2; drop').toString('base64url'),
  Buffer.from('-1.2').toString('base64url'),
])('the cursor %j is refused', (cursor) => {
  expect(Query.safeParse({ cursor }).success).toBe(false);
});

test('only a page that is followed by another one has a next', () => {
  const full = page([3, 2, 1], 2, placeOf, String);
  expect(full.items).toEqual(['3', '2']);
  expect(Query.parse({ cursor: full.next }).cursor).toEqual({ block: 2, log: 0 });
  expect(page([3, 2], 2, placeOf, String)).toEqual({ items: ['3', '2'] });
});

test('an asset is named by token id or by the CAIP-19 id of this registry', () => {
  const registry = Address.parse(`0x${'ab'.repeat(20)}`);
  const ctx = { chainId: 1, registry };
  expect(tokenIdOf(ctx, '7')).toBe(7n);
  expect(tokenIdOf(ctx, `eip155:1/erc721:${registry}/7`)).toBe(7n);
  expect(() => tokenIdOf(ctx, `eip155:2/erc721:${registry}/7`)).toThrow(AssetUnknown);
  expect(() => tokenIdOf(ctx, `eip155:1/erc721:0x${'cd'.repeat(20)}/7`)).toThrow(AssetUnknown);
});
