import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blankEscapes, lex } from './tokens.ts';

/** Words as their hashes, numbers as they are. */
function valuesOf(text: string): number[] {
  const values: number[] = [];
  lex(text, ({ high, value }) => values.push(high === 1 ? value : high));
  return values;
}

test.each([
  ['a dash', '17.99\u201410.38\u2014122.8'],
  ['a middle dot', '17.99\u00b710.38\u00b7122.8'],
  ['a comma of another writing', '17.99\u300110.38\u3001122.8'],
  ['an emoji', '17.99\u{1f41f}10.38\u{1f41f}122.8'],
  ['a blank without width', '17.99\u200b 10\u200b.38 1\u00ad22.8\u2060'],
  ['a minus', '\u221217.99 \u221210.38 \u2212122.8'],
])('numbers are numbers whatever Unicode holds them together: %s', (_name, text) => {
  expect(valuesOf(text).map((value) => Number(value.toPrecision(6)))).toEqual([17.99, 10.38, 122.8]);
});

test('words of every writing are words', () => {
  expect(valuesOf('\u0928\u092e\u0938\u094d\u0924\u0947 \u6df7 na\u00efve')).toHaveLength(3);
  expect(valuesOf('\u0928\u092e\u0938\u094d\u0924\u0947')).not.toEqual(valuesOf('\u0928\u092e\u0938'));
});

test('an escape becomes as many blanks, however many backslashes lead it; what is none stays', () => {
  const piece = fc.constantFrom('\\', '\\', 'n', 'f', 'x', 'u001f', 'u002f', ' ');
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join('');
      expect(blankEscapes(text)).toBe(
        text.replaceAll(/\\+(?:[nrtbf]|u00[01][0-9a-f])/g, (escape) => ' '.repeat(escape.length)),
      );
    }),
  );
});

// Each would take many minutes, if not hours, where its time grew with the square of its length.
test.each([
  ['backslashes', '\\'.repeat(16 << 20), 0],
  ['marks over one letter, which Unicode puts in order', `a${'\u0300\u0316'.repeat(1 << 19)}`, 1],
])('a run of many MB is read in one go: %s', (_name, text, values) => {
  expect(valuesOf(text)).toHaveLength(values);
});
