import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { decodeText } from './decode-text.ts';

const bytes = randomBytes(6 << 20);
const decoded = (text: string) => [...decodeText(Buffer.from(text))];

test.each([
  ['base64', bytes.toString('base64url'), bytes],
  ['hex', bytes.toString('hex').replaceAll(/../g, '$& '), bytes],
  ['bytes', [...bytes].join('\r\n'), bytes],
])('a run of many MB is decoded to the byte: %s', (how, text, expected) => {
  const all = decoded(`; ${text} ;`);
  const found = all.find(({ label }) => label === `${how}@2`);
  expect(found !== undefined && 'bytes' in found && Buffer.compare(found.bytes, expected)).toBe(0);
});

test('one number that is no byte makes a long list no bytes', () => {
  const list = '7,'.repeat(5000);
  expect(decoded(`${list}7`)).toHaveLength(1);
  expect(decoded(`${list}256,${list}7`)).toEqual([]);
});
