import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blankEscapes, lex } from './tokens.ts';

/** Words as their hashes, numbers as they are. */
function valuesOf(text: string): number[] {
  const values: number[] = [];
  lex(text, ({ high, value }) => values.push(high === 1 ? value : high));
  return values;
}

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
