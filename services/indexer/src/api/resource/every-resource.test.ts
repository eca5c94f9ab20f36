import { listedSchema, itemSchema } from '@atoll/schemas/indexer/shape';
import { pageOf } from '@atoll/schemas/indexer-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApi, type TestApi } from '../../testing/api-rows.ts';
import { allResources } from '../resources/all.ts';
import { hasItems } from './key.ts';

const count = 45;
let api: TestApi;
beforeAll(async () => {
  api = await openTestApi(count);
}, 60_000);
afterAll(() => api.close());

interface Page {
  items: Record<string, unknown>[];
  next?: string;
}
const page = (body: unknown): Page => body as Page;

for (const [name, resource] of Object.entries(allResources)) {
  const { shape } = resource;
  test(`${name}: pages of every sort hold each item once, and each fits its schema`, async () => {
    for (const sort of shape.sorts.flatMap((each) => [each, `-${each}`])) {
      const seen = new Set<string>();
      let next: string | undefined = '';
      while (next !== undefined) {
        const path: string = `/${shape.path}?limit=7&sort=${sort}${next === '' ? '' : `&cursor=${next}`}`;
        const { status, body, text } = await api.get(path);
        expect(status, `${path} ${text}`).toBe(200);
        expect(pageOf(listedSchema(shape)).safeParse(body).error, path).toBeUndefined();
        for (const item of page(body).items) seen.add(JSON.stringify(shape.key.map((key) => item[key])));
        next = page(body).next;
      }
      const where = resource.sorts.get(sort.replace('-', ''))?.source.where;
      const [rows] = await api.writer.unsafe<{ total: bigint }[]>(
        `select count(*) as total from ${resource.table} as t where ${where ?? 'true'}`,
      );
      expect(seen.size, sort).toBe(Number(rows?.total));
    }
  });

  test(`${name}: whole items fit their schema, and are the listed ones`, async () => {
    const every = [...resource.fields.keys()].join(',');
    const { status, body, text } = await api.get(`/${shape.path}?limit=3&fields=${every}`);
    expect(status, text).toBe(200);
    for (const item of page(body).items) {
      if (!hasItems(resource)) continue;
      const place = shape.key.map((key) => encodeURIComponent(String(item[key]))).join('/');
      const path = `/${shape.path}/${place.replace(/\/$/, '')}`;
      const single = await api.get(path);
      expect(single.status, `${path} ${single.text}`).toBe(200);
      expect(itemSchema(shape).safeParse(single.body).error, path).toBeUndefined();
      for (const key of shape.key) expect(single.body).toHaveProperty(key, item[key]);
    }
  });

  test(`${name}: every filter keeps what has the value, as of the head and of a block`, async () => {
    const [first] = page((await api.get(`/${shape.path}?limit=1&sort=${shape.sorts[0]}`)).body).items;
    for (const [filter, { kind }] of Object.entries(shape.filters)) {
      if (kind === 'range' && first?.[filter] === undefined) continue;
      const value = first?.[filter] ?? (filter === 'price' ? '5' : filter === 'dataset' ? '3' : 'reef');
      const asked =
        kind === 'range'
          ? [
              `${filter}From=${encodeURIComponent(String(value))}`,
              `${filter}To=${encodeURIComponent(String(value))}`,
            ]
          : [`${filter}=${encodeURIComponent(String(value))}`];
      if (typeof value === 'object') continue;
      for (const query of [asked.join('&'), `${asked.join('&')}&asOf=${api.head}`]) {
        const { status, body, text } = await api.get(`/${shape.path}?${query}`);
        const vocabulary = status === 400 && kind === 'equal' && first?.[filter] === undefined;
        expect(vocabulary || status === 200, `${shape.path}?${query} ${text}`).toBe(true);
        if (vocabulary || first?.[filter] === undefined) continue;
        const { items } = page(body);
        expect(items.length, `${shape.path}?${query}`).toBeGreaterThan(0);
        if (filter in (items[0] ?? {}))
          expect(new Set(items.map((item) => item[filter]))).toEqual(new Set([value]));
      }
    }
  });
}
