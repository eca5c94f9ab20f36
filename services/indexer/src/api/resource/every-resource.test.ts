import { listedSchema, itemSchema } from '@atoll/schemas/indexer/shape';
import { pageOf } from '@atoll/schemas/indexer-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApi, type TestApi } from '../../testing/api-rows.ts';
import { allResources } from '../resources/all.ts';
import type { Resource } from './compiled.ts';
import { hasItems } from './key.ts';

const count = 45;
let api: TestApi;
beforeAll(async () => {
  api = await openTestApi(count);
  await api.writer`update jobs set ended_block = ended_block + 1`;
  // Every block has one time, as on a chain.
  const timed = (table: string, column: string, block: string) =>
    api.writer.unsafe(`update ${table} set ${column} = ${block} * 10 where ${column} is not null`);
  for (const { table, binding, columns } of Object.values<Resource>(allResources)) {
    if (binding.branches !== undefined) continue;
    for (const [column, block] of Object.entries(binding.times ?? {})) await timed(table, column, block);
    if (binding.kind !== 'fact') continue;
    for (const column of columns.keys())
      if (/_at$|^block_timestamp$/.test(column)) await timed(table, column, 'block_number');
  }
  await timed('jobs', 'reported_at', 'reported_block');
  await api.writer`
    update jobs as j set datasets = array(select dataset from job_datasets as d where d.job_id = j.job_id order by position)`;
}, 60_000);
afterAll(() => api.close());

type Item = Record<string, unknown>;
interface Page {
  items: Item[];
  next?: string;
}
const page = (body: unknown): Page => body as Page;

/** Every item of a listing, page by page. */
async function itemsOf(path: string): Promise<Item[]> {
  const items: Item[] = [];
  let next: string | undefined;
  do {
    const { status, body, text } = await api.get(next === undefined ? path : `${path}&cursor=${next}`);
    expect(status, `${path} ${text}`).toBe(200);
    items.push(...page(body).items);
    next = page(body).next;
  } while (next !== undefined);
  return items;
}

const isItem = (value: unknown): value is Item => typeof value === 'object' && value !== null;

/** What an item shows of a column; of an object of columns, the part with its name. */
function shownOf({ plain, columns }: Resource, item: Item, name: string): string | bigint {
  const field = [...plain].find(([, column]) => column.name === name)?.[0];
  const value = field === undefined ? isItem(item['terms']) && item['terms'][name] : item[field];
  const kind = columns.get(name)?.kind;
  return kind === 'amount' || kind === 'count' ? BigInt(String(value)) : String(value);
}

/** How two items follow one another by columns: negative where the first comes first. */
function compared(resource: Resource, columns: readonly string[], one: Item, other: Item): number {
  for (const name of columns) {
    const [left, right] = [shownOf(resource, one, name), shownOf(resource, other, name)];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

/** Sorts whose first column is not called after them. */
const calledOtherwise: Readonly<Record<string, string>> = {
  'share_holders token': 'share_token',
  'parameters name': 'contract',
  'balances balance': 'token',
};

const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** What a filter compares where no field of its name shows it; words are searched, of which `reading.test.ts` tells. */
const comparedBy: Readonly<Record<string, (item: Item) => readonly unknown[]>> = {
  'assets price': ({ terms }) => [isItem(terms) ? terms['price'] : undefined],
  'assets provider': ({ terms }) => [isItem(terms) ? terms['provider'] : undefined],
  'assets token': ({ terms }) => [isItem(terms) ? terms['token'] : undefined],
  'jobs dataset': ({ datasets }) => listed(datasets),
  'logs topic1': ({ topics }) => listed(topics).slice(1, 2),
  'logs topic2': ({ topics }) => listed(topics).slice(2, 3),
  'logs topic3': ({ topics }) => listed(topics).slice(3, 4),
};
const valuesOf = ({ table }: Resource, filter: string, item: Item): readonly unknown[] =>
  comparedBy[`${table} ${filter}`]?.(item) ?? [item[filter]];

const between = (value: unknown, from: unknown, to: unknown): boolean =>
  (typeof value === 'string' || typeof value === 'number') &&
  BigInt(value) >= BigInt(String(from)) &&
  BigInt(value) <= BigInt(String(to));

for (const [name, resource] of Object.entries<Resource>(allResources)) {
  const { shape } = resource;
  test(`${name}: pages of every sort hold each item once and in order, and each fits its schema`, async () => {
    for (const sort of shape.sorts.flatMap((each) => [each, `-${each}`])) {
      const seen = new Set<string>();
      const read: Item[] = [];
      let next: string | undefined = '';
      while (next !== undefined) {
        const path: string = `/${shape.path}?limit=7&sort=${sort}${next === '' ? '' : `&cursor=${next}`}`;
        const { status, body, text } = await api.get(path);
        expect(status, `${path} ${text}`).toBe(200);
        expect(pageOf(listedSchema(shape)).safeParse(body).error, path).toBeUndefined();
        read.push(...page(body).items);
        for (const item of page(body).items) seen.add(JSON.stringify(shape.key.map((key) => item[key])));
        next = page(body).next;
      }
      const source = resource.sorts.get(sort.replace('-', ''))?.source;
      const columns = source?.columns ?? [];
      const first = calledOtherwise[`${resource.table} ${sort.replace('-', '')}`] ?? sort.replace('-', '');
      expect(columns[0]?.startsWith(first), `${sort} sorts by ${String(columns[0])}`).toBe(true);
      for (const [at, item] of read.slice(1).entries()) {
        const before = read[at] ?? {};
        const order = compared(resource, columns, before, item);
        expect(sort.startsWith('-') ? -order : order, `${sort} ${JSON.stringify([before, item])}`).toBe(-1);
      }
      const [rows] = await api.writer.unsafe<{ total: bigint }[]>(
        `select count(*) as total from ${resource.table} as t where ${source?.where ?? 'true'}`,
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

  test(`${name}: every filter leaves what has the value, all of it and in order, as of the head and of a block`, async () => {
    const every = [...resource.fields.keys()].filter((field) => !shape.asked.includes(field)).join(',');
    const all = await itemsOf(`/${shape.path}?limit=100&fields=${every}`);
    const keyOf = (item: Item) => shape.key.map((key) => item[key]);
    for (const [filter, { kind }] of Object.entries(shape.filters)) {
      if (kind === 'words') continue;
      const values = all
        .flatMap((item) => valuesOf(resource, filter, item))
        .filter((value) => value !== undefined);
      const [value, from, to] = [values[values.length >> 1], values.at(-2), values[3]];
      expect(value, `${filter} is shown`).toBeDefined();
      const [low, high] = kind === 'range' && !between(from, 0, to) ? [to, from] : [from, to];
      const has =
        kind === 'range' ? (each: unknown) => between(each, low, high) : (each: unknown) => each === value;
      const asked =
        kind === 'range'
          ? `${filter}From=${String(low)}&${filter}To=${String(high)}`
          : `${filter}=${encodeURIComponent(String(value))}`;
      const expected = all.filter((item) => valuesOf(resource, filter, item).some(has)).map(keyOf);
      for (const query of [asked, `${asked}&asOf=${api.head}`]) {
        const items = await itemsOf(`/${shape.path}?limit=100&${query}`);
        expect(items.map(keyOf), `${shape.path}?${query}`).toEqual(expected);
      }
    }
  });
}
