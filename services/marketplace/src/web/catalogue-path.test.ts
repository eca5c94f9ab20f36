import { expect, test } from 'vitest';
import { cataloguePath, searchOf } from './catalogue-path.ts';

test('a search is written the same way however its address is ordered', () => {
  const one = cataloguePath(new URLSearchParams('?sort=price&tag=b&kind=dataset&tag=a&q=reef'));
  const other = cataloguePath(new URLSearchParams('?q=reef&kind=dataset&tag=b&tag=a&sort=price'));
  expect(one).toBe(other);
  expect(one).toBe('/catalogue?q=reef&kind=dataset&tag=b&tag=a&sort=price&limit=24');
});

test('what is no part of a search, empty or repeated is left out', () => {
  expect(searchOf(new URLSearchParams('?utm_source=x&q=&tag=a&tag=a&limit=100&cursor=z')).toString()).toBe(
    'tag=a',
  );
});

test('a further page is asked for with its cursor', () => {
  expect(cataloguePath(new URLSearchParams(), 'n0')).toBe('/catalogue?cursor=n0&limit=24');
});
