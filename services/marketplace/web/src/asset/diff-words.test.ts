import { expect, test } from 'vitest';
import { diffWords } from './diff-words.ts';

test('words that stayed, came and went are told apart', () => {
  expect(diffWords('hourly water data', 'daily water data of reefs')).toEqual([
    { kind: 'removed', text: 'hourly' },
    { kind: 'added', text: 'daily' },
    { kind: 'same', text: ' water data' },
    { kind: 'added', text: ' of reefs' },
  ]);
});

test('equal texts are one run, and an empty one is none', () => {
  expect(diffWords('a b', 'a b')).toEqual([{ kind: 'same', text: 'a b' }]);
  expect(diffWords('', 'a')).toEqual([{ kind: 'added', text: 'a' }]);
});

test('both texts can be read out of the runs', () => {
  const [before, after] = ['one two three four five', 'zero two four five six'];
  const runs = diffWords(before, after);
  const text = (leave: string) =>
    runs
      .filter(({ kind }) => kind !== leave)
      .map((run) => run.text)
      .join('')
      .trim();
  expect(text('added')).toBe(before);
  expect(text('removed')).toBe(after);
});

test('texts of very many words are shown one after the other', () => {
  const long = 'word '.repeat(2000);
  expect(diffWords(long, `${long} more`).map(({ kind }) => kind)).toEqual(['removed', 'added']);
});
