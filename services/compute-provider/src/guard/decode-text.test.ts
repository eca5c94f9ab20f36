import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
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

describe('a list of numbers', () => {
  const listed = (text: string) =>
    decoded(text).flatMap((each) =>
      'bytes' in each && each.label.startsWith('bytes') ? [[each.label, Buffer.from(each.bytes)]] : [],
    );
  const few = [...bytes.subarray(0, 24)];

  test('is parted by each number that is no byte, and what lies between is read where it stands', () => {
    const [first, second] = [bytes.subarray(0, 5000), bytes.subarray(5000, 9000)];
    const text = `[256, ${first.join(', ')}, 300, ${second.join(', ')}, 1e9, ${few.slice(1).join(', ')}, 0.5]`;
    const at = `bytes@${text.indexOf('300, ') + 5}`;
    expect(listed(text)).toEqual([
      ['bytes@6', first],
      [at, second],
    ]);
  });

  test('that is parted by every second number, of many MB, is none', () => {
    expect(listed('7,256,'.repeat(1 << 20))).toEqual([]);
  });

  test.each<[string, string]>([
    ['as texts', few.map((each) => `"${each}"`).join(',')],
    ['as texts within a text', few.map((each) => `\\"${each}\\"`).join(',')],
    ['one on each line, far in', few.join(`,\n${' '.repeat(12)}`)],
    ['in rows', few.map((each) => `[${each}]`).join(', ')],
    ['with signs', few.map((each) => (each > 127 ? each - 256 : `+${each}`)).join(' ')],
    ['of three digits', few.map((each) => String(each).padStart(3, '0')).join('|')],
    ['as a program writes floats', few.map((each) => `${each}.0`).join(' ')],
  ])('is read however its numbers are written: %s', (_name, text) => {
    const [[, read] = []] = listed(`: ${text} :`);
    expect(read).toEqual(Buffer.from(few));
  });

  test('ends with a sentence', () => {
    expect(listed(`The bytes: ${few.join(', ')}.`)).toEqual([['bytes@11', Buffer.from(few)]]);
  });
});
