import { expect, test } from 'vitest';
import { RecentlyUsed } from './recently-used.ts';

test('what was used last is kept, what was used longest ago is made anew', () => {
  const made: string[] = [];
  const values = new RecentlyUsed<string, string>(2);
  const get = (key: string) =>
    values.get(key, () => {
      made.push(key);
      return `value of ${key}`;
    });
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) expect(get(key)).toBe(`value of ${key}`);
  expect(made).toEqual(['a', 'b', 'c', 'b']);
});

test('what cannot be made is not kept', () => {
  const values = new RecentlyUsed<string, string>(2);
  expect(() =>
    values.get('a', () => {
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(values.get('a', () => 'now')).toBe('now');
});
