import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { decodeText } from './decode-text.ts';

const bytes = randomBytes(3 << 20);
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

describe('what was cut into lines is one text again', () => {
  const file = bytes.subarray(0, 1000);
  const base64 = file.toString('base64');
  const hex = file.toString('hex');
  const lines = (text: string, width: number) => text.match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
  const chunks = (width: number, encoding: 'base64' | 'base64url') =>
    Array.from({ length: Math.ceil(file.length / width) }, (_, index) =>
      file.subarray(index * width, (index + 1) * width).toString(encoding),
    );
  const finds = (text: string) =>
    decoded(text).some((each) => 'bytes' in each && Buffer.from(each.bytes).includes(file));

  test.each<[string, string]>([
    ['hex over lines', lines(hex, 75).join('\n')],
    ['hex in a list', JSON.stringify(lines(hex, 20))],
    ['hex in a list within a text', JSON.stringify(JSON.stringify(lines(hex, 20)))],
    ['hex as a program has it', hex.replaceAll(/../g, '0x$&, ')],
    ['hex as escapes', hex.replaceAll(/../g, String.raw`\x$&`)],
    ['hex as in an address', hex.replaceAll(/../g, '%$&')],
    ['base64 in short lines', lines(base64, 7).join('\n')],
    ['base64 over lines that JSON spells', JSON.stringify(lines(base64, 60).join('\f'))],
    ['base64 in a list within a text', JSON.stringify(JSON.stringify(lines(base64, 60)))],
    ['base64 in lines of many lengths', base64.replaceAll(/(.{64})(.{24})(.{40})/g, '$1 $2 $3 ')],
    ['base64 of chunks, padded', JSON.stringify(chunks(16, 'base64'))],
    ['base64 of chunks, one after the other', chunks(16, 'base64').join('')],
    ['base64 of chunks, not padded', JSON.stringify(chunks(16, 'base64url'))],
    ['base64 after a longer line', ['x'.repeat(77), ...lines(base64, 75)].join('\n')],
    ['base64 after a shorter line', ['shorter', ...lines(base64, 75)].join('\n')],
    ['base64 after a name', `data=${lines(base64, 75).join(' ')}`],
  ])('%s', (_name, text) => {
    expect(finds(text)).toBe(true);
  });

  test.each<[string, string]>([
    ['base64', JSON.stringify([base64, file.subarray(1).toString('base64')])],
    ['hex', JSON.stringify([hex, hex.slice(2)])],
    ['numbers of bytes', JSON.stringify([[...file], [...file.subarray(1)]])],
  ])('and several texts are read each by itself as well: %s', (_name, text) => {
    const all = decoded(text).flatMap((each) => ('bytes' in each ? [Buffer.from(each.bytes)] : []));
    for (const read of [file, file.subarray(1)]) expect(all.some((each) => each.equals(read))).toBe(true);
  });

  test('prose and tables of measurements are no text in lines', () => {
    const prose =
      'The diagnosis was malignant in 212 of 569 biopsies, and the rest were benign; so it is said here. ';
    const table = Array.from({ length: 200 }, (_, row) => `${row},${row * 7.5},${2000 + row},${row % 3}\n`);
    expect(decoded(prose.repeat(20) + table.join(''))).toEqual([]);
  });
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
