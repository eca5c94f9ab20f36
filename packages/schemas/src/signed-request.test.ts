import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatSignedRequestHeader, parseSignedRequestHeader } from './signed-request.ts';

const fields = {
  address: `0x${'ab'.repeat(20)}`,
  expires: '1900000000',
  nonce: `0x${'cd'.repeat(16)}`,
  signature: '0x01',
};
const written = (changes: Record<string, string>) =>
  Object.entries({ ...fields, ...changes })
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');

test('the header of a signed request is the same after it was written and read, in any order of its parts', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(written({}).split(', '), { minLength: 4 }), (parts) => {
      const header = parseSignedRequestHeader(parts.join(', ')).data;
      expect(header && formatSignedRequestHeader(header)).toBe(written({}));
    }),
  );
});

test.each([
  ['nothing', ''],
  ['a part missing', written({}).replace(/, signature=.*/, '')],
  ['a part twice', `${written({})}, expires=1900000001`],
  ['a part that nobody knows', written({ origin: 'x' })],
  ['a part named __proto__', `${written({})}, __proto__=x`],
  ['a nonce of 15 bytes', written({ nonce: `0x${'cd'.repeat(15)}` })],
  ['an empty signature', written({ signature: '0x' })],
  ['a signature of more than 2 KiB', written({ signature: `0x${'00'.repeat(2049)}` })],
  ['an expiry that is negative', written({ expires: '-1' })],
])('a header with %s is refused', (_what, text) => {
  expect(parseSignedRequestHeader(text).success).toBe(false);
});
