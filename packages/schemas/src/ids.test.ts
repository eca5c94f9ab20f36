import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  Address,
  Amount,
  Amount96,
  AssetId,
  BlockTime,
  Bytes32,
  ChainId,
  Cid,
  formatAssetId,
  Hex,
  OciDigest,
  parseAssetId,
} from './ids.ts';

const registry = Address.parse(`0x${'ab'.repeat(20)}`);
const hexOf = (bytes: number) =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .map((value) => `0x${Buffer.from(value).toString('hex')}`);

test('an asset id names the same chain, registry and token after a round trip', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      hexOf(20),
      fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
      (chainId, contract, tokenId) => {
        const parts = { chainId, registry: Address.parse(contract), tokenId };
        expect(parseAssetId(formatAssetId(chainId, parts.registry, tokenId))).toEqual(parts);
      },
    ),
  );
});

test('spelling with capitals is the same address, digest, bytes and asset', () => {
  const upper = 'AB'.repeat(20);
  expect(Address.parse(`0x${upper}`)).toBe(registry);
  expect(Bytes32.parse(`0x${'AB'.repeat(32)}`)).toBe(`0x${'ab'.repeat(32)}`);
  expect(Hex.parse('0xFF')).toBe('0xff');
  expect(AssetId.parse(`eip155:1/erc721:0x${upper}/7`)).toBe(`eip155:1/erc721:${registry}/7`);
});

test.each([
  ['no chain', `eip155:/erc721:${registry}/1`],
  ['chain zero', `eip155:0/erc721:${registry}/1`],
  ['another namespace', `cosmos:1/erc721:${registry}/1`],
  ['another kind of token', `eip155:1/erc1155:${registry}/1`],
  ['a short registry', 'eip155:1/erc721:0xab/1'],
  ['no token', `eip155:1/erc721:${registry}`],
  ['a leading zero', `eip155:1/erc721:${registry}/01`],
  ['a token in hexadecimal', `eip155:1/erc721:${registry}/0x1`],
  ['a negative token', `eip155:1/erc721:${registry}/-1`],
  ['a token above uint256', `eip155:1/erc721:${registry}/${2n ** 256n}`],
  ['a chain that a number would round', `eip155:9007199254740993/erc721:${registry}/1`],
  ['something before it', ` eip155:1/erc721:${registry}/1`],
  ['a line break after it', `eip155:1/erc721:${registry}/1\n`],
])('an asset id with %s is refused', (_what, id) => {
  expect(AssetId.safeParse(id).success).toBe(false);
});

test('a chain id is exact as a number', () => {
  expect(ChainId.parse(`eip155:${Number.MAX_SAFE_INTEGER}`)).toBe('eip155:9007199254740991');
  expect(ChainId.safeParse('eip155:9007199254740992').success).toBe(false);
});

test('a chain or token that has no CAIP-19 spelling is not written', () => {
  expect(() => formatAssetId(1e21, registry, 1n)).toThrow();
  expect(() => formatAssetId(1.5, registry, 1n)).toThrow();
  expect(() => formatAssetId(1, registry, -1n)).toThrow();
});

test.each([
  ['uint256', Amount, 2n ** 256n - 1n],
  ['uint96', Amount96, 2n ** 96n - 1n],
] as const)('an amount reaches to the limit of %s and not beyond', (_type, schema, most) => {
  expect(schema.parse('0')).toBe('0');
  expect(schema.parse(String(most))).toBe(String(most));
  expect(schema.safeParse(String(most + 1n)).success).toBe(false);
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: most }), (value) => BigInt(schema.parse(String(value))) === value),
  );
});

test.each(['', '-1', '+1', '1.0', '1e3', '01', '0x1', ' 1', '1\n', '1_000', '٣'])(
  'the amount %j is refused',
  (text) => {
    expect([Amount.safeParse(text).success, Amount96.safeParse(text).success]).toEqual([false, false]);
  },
);

test('an amount with a million digits is refused at once', () => {
  const started = performance.now();
  expect(Amount.safeParse('9'.repeat(1_000_000)).success).toBe(false);
  expect(performance.now() - started).toBeLessThan(1000);
});

test('a block time fits uint40', () => {
  expect(BlockTime.safeParse(2 ** 40 - 1).success).toBe(true);
  expect([2 ** 40, -1, 0.5].map((time) => BlockTime.safeParse(time).success)).toEqual([false, false, false]);
});

test('digests and CIDs of another kind or length are refused', () => {
  const cid = `bafkrei${'a'.repeat(52)}`;
  expect(Cid.safeParse(cid).success).toBe(true);
  for (const wrong of [`Qm${'a'.repeat(44)}`, `${cid}a`, cid.toUpperCase(), `bafyrei${'a'.repeat(52)}`]) {
    expect(Cid.safeParse(wrong).success, wrong).toBe(false);
  }
  expect(OciDigest.safeParse(`sha256:${'0'.repeat(64)}`).success).toBe(true);
  for (const wrong of ['latest', `sha512:${'0'.repeat(64)}`, `sha256:${'A'.repeat(64)}`]) {
    expect(OciDigest.safeParse(wrong).success, wrong).toBe(false);
  }
  expect(Hex.safeParse('0xabc').success).toBe(false);
});
