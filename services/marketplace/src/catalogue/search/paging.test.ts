import { type CatalogueQuery, catalogueSorts, facetNames } from '@atoll/schemas/marketplace-api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countFacets } from './count-facets.ts';
import { formatCursor, parseCursor } from './cursor.ts';
import { firstAfter, keyOfSort } from './order.ts';
import { createShelf, type ShelvedAsset } from './shelf.ts';

const kinds = ['dataset', 'algorithm', 'model'] as const;
const states = ['active', 'paused', 'retired'] as const;

const asset = fc.record({
  kind: fc.constantFrom(...kinds),
  state: fc.constantFrom(...states),
  license: fc.constantFrom('MIT', 'CC0', null),
  formats: fc.uniqueArray(fc.constantFrom('text/csv', 'json', 'onnx'), { maxLength: 3 }),
  tags: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 }),
  price: fc.bigInt({ min: 0n, max: 3n }).map((price) => price * 10n ** 18n),
  publishedAt: fc.integer({ min: 0, max: 3 }),
  runs: fc.integer({ min: 0, max: 3 }),
  ratings: fc.integer({ min: 0, max: 2 }),
});
type Drawn = typeof asset extends fc.Arbitrary<infer T> ? T : never;

const shelved = (drawn: Drawn, ordinal: number): ShelvedAsset => ({
  ...drawn,
  ordinal,
  assetId: `asset ${ordinal}`,
  listed: true,
  owner: 'owner',
  provider: 'provider',
  token: 'token',
  updatedAt: drawn.publishedAt + drawn.runs,
  ratingSum: drawn.ratings * 3,
});

const noFilters = { facets: facetNames.map(() => undefined), others: undefined };

test('however pages are cut and whatever is published between them, nothing is shown twice and nothing is left out', () => {
  const batches = fc.array(fc.array(asset, { maxLength: 6 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(
      batches,
      fc.constantFrom(...catalogueSorts),
      fc.integer({ min: 1, max: 5 }),
      (drawn, sort, limit) => {
        const shelf = createShelf();
        let ordinal = 0;
        const publish = (assets: readonly Drawn[]) =>
          shelf.put(assets.map((each) => shelved(each, (ordinal += 1))));
        publish(drawn[0] ?? []);
        const there = shelf
          .entries()
          .filter(({ state }) => state !== 'retired')
          .map((entry) => entry.ordinal);
        const upTo = shelf.newest;
        const seen: number[] = [];
        let cursor: string | undefined;
        for (let page = 1; page < 60; page++) {
          const filters = { ...noFilters, others: (each: number) => each <= upTo };
          const { matches } = countFacets(shelf, shelf.ordinals(), filters);
          const place = cursor === undefined ? undefined : parseCursor(cursor, sort).place;
          const scores = Float32Array.from(matches, (each) => (each % 3) / 7);
          const found = firstAfter(matches, keyOfSort(sort, shelf.columns, scores), place, limit);
          if (found.length === 0) break;
          seen.push(...found.map((each) => each.ordinal));
          const last = found.at(-1);
          if (last !== undefined) cursor = formatCursor({ sort, place: last, upTo });
          publish(drawn[page] ?? []);
        }
        expect(seen).toHaveLength(there.length);
        expect(new Set(seen)).toEqual(new Set(there));
      },
    ),
    { numRuns: 300 },
  );
});

test('a page holds the first in order, as sorting everything would', () => {
  fc.assert(
    fc.property(
      fc.array(asset, { maxLength: 40 }),
      fc.constantFrom(...catalogueSorts),
      fc.integer({ min: 1, max: 10 }),
      (drawn, sort, limit) => {
        const shelf = createShelf();
        shelf.put(drawn.map((each, at) => shelved(each, at + 1)));
        const keyOf = keyOfSort(sort, shelf.columns, []);
        const sorted = shelf
          .entries()
          .map((entry) => ({ ordinal: entry.ordinal, key: keyOf(entry.ordinal, 0) }))
          .sort((a, b) => (a.key === b.key ? b.ordinal - a.ordinal : a.key > b.key ? -1 : 1));
        expect(firstAfter(shelf.ordinals(), keyOf, undefined, limit)).toEqual(sorted.slice(0, limit));
      },
    ),
  );
});

type Choice = Pick<CatalogueQuery, 'kind' | 'state' | 'license' | 'format' | 'tag'>;

test('facets count what matches every filter but their own, exactly', () => {
  const choice = fc.record(
    {
      kind: fc.uniqueArray(fc.constantFrom(...kinds), { minLength: 1 }),
      state: fc.uniqueArray(fc.constantFrom(...states), { minLength: 1 }),
      license: fc.uniqueArray(fc.constantFrom('MIT', 'CC0', 'none has it'), { minLength: 1 }),
      tag: fc.uniqueArray(fc.constantFrom('a', 'b', 'z'), { minLength: 1 }),
    },
    { requiredKeys: [] },
  );
  const has = (drawn: Drawn, name: keyof Choice, chosen: Choice): boolean => {
    const wanted: readonly string[] | undefined = chosen[name];
    if (wanted === undefined) return name !== 'state' || drawn.state !== 'retired';
    const values = {
      kind: [drawn.kind],
      state: [drawn.state],
      license: [drawn.license],
      format: drawn.formats,
      tag: drawn.tags,
    }[name];
    return values.some((value) => value !== null && wanted.includes(value));
  };
  fc.assert(
    fc.property(fc.array(asset, { maxLength: 40 }), choice, (drawn, chosen) => {
      const shelf = createShelf();
      shelf.put(drawn.map((each, at) => shelved(each, at + 1)));
      const given: Partial<Record<string, readonly string[]>> = chosen;
      const facets = facetNames.map((name) => {
        const wanted = given[name];
        return wanted === undefined
          ? undefined
          : new Set(wanted.flatMap((value) => shelf.numberOf(name, value) ?? []));
      });
      const counted = countFacets(shelf, shelf.ordinals(), { facets, others: undefined });
      const names = ['kind', 'state', 'license', 'format', 'tag'] as const;
      const matching = (but?: keyof Choice) =>
        drawn.filter((each) => names.every((name) => name === but || has(each, name, chosen)));
      expect(counted.matches).toHaveLength(matching().length);
      for (const { value, count } of counted.facets.tag) {
        expect(count).toBe(matching('tag').filter(({ tags }) => tags.some((tag) => tag === value)).length);
      }
      for (const { value, count } of counted.facets.state) {
        expect(count).toBe(matching('state').filter(({ state }) => state === value).length);
      }
    }),
    { numRuns: 300 },
  );
});
