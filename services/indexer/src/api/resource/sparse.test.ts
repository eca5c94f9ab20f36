import { waitFor } from '@atoll/tests/support/wait';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApi, type TestApi } from '../../testing/api-rows.ts';
import { someContracts } from '../../testing/some-contracts.ts';
import { allResources } from '../resources/all.ts';
import type { Resource } from './compiled.ts';
import { type Place, placeOf } from './cursor.ts';
import { readPage } from './read-page.ts';
import { sparseIn } from './read-sparse.ts';
import { openReader, type Reader } from './reader.ts';
import { readListRequest } from './request.ts';

const rows = 40;
let api: TestApi;
let reader: Reader;
beforeAll(async () => {
  api = await openTestApi(rows);
  reader = openReader({ chainId: 31337, contracts: someContracts(), sql: api.sql }, 2 ** 20);
}, 60_000);
afterAll(() => api.close());

const asked = (resource: Resource, parameters: Record<string, string>) =>
  readListRequest(
    resource,
    new Map(Object.entries(parameters).map(([key, value]) => [key, [value]])),
    reader.chain,
  );

interface Page {
  readonly items: unknown[];
  readonly next?: string;
}
const pageOf = (body: string | Buffer): Page => JSON.parse(body.toString()) as Page;

for (const [name, resource] of Object.entries<Resource>(allResources)) {
  test(`${name}: walked in short steps a listing is what it is at once, in every order`, async () => {
    for (const sort of resource.shape.sorts) {
      for (const direction of ['', '-']) {
        const request = asked(resource, { sort: `${direction}${sort}`, limit: '100' });
        const whole = pageOf((await readPage(reader, resource, request)).body);
        const walked: unknown[] = [];
        let place: Place | undefined;
        let steps = 0;
        do {
          const row = await api.sql.begin((sql) =>
            sparseIn(sql, reader, resource, request, place, undefined, 7),
          );
          walked.push(...(JSON.parse(`[${row?.items ?? ''}]`) as unknown[]));
          place = typeof row?.place === 'string' ? placeOf(row.place) : undefined;
          steps += 1;
        } while (place !== undefined);
        expect(walked.length, `${name} by ${direction}${sort}`).toBe(whole.items.length);
        // Fields that only the reply finishes are not compared: the order and the rows are.
        const keyOf = (item: unknown) =>
          resource.key.length === 0
            ? ''
            : JSON.stringify(resource.shape.key.map((field) => (item as Record<string, unknown>)[field]));
        expect(walked.map(keyOf)).toEqual(whole.items.map(keyOf));
        if (walked.length > 14 && resource.binding.branches === undefined)
          expect(steps).toBeGreaterThanOrEqual(Math.floor(walked.length / 7));
      }
    }
  });
}

/** A reader whose statements from the listing's order never come to an end. */
const stuck = (): Reader => ({ ...reader, answer: () => new Promise(() => undefined) });

test('what the order does not come by within a second is walked for, and so are the pages after', async () => {
  const resource = allResources.payments;
  const first = pageOf(
    (await readPage(stuck(), resource, asked(resource, { role: 'data', limit: '2' }))).body,
  );
  const whole = pageOf(
    (await readPage(reader, resource, asked(resource, { role: 'data', limit: '100' }))).body,
  );
  expect(first.items).toEqual(whole.items.slice(0, 2));
  const started = performance.now();
  const cursor = first.next ?? '';
  const second = pageOf(
    (await readPage(stuck(), resource, asked(resource, { role: 'data', limit: '2', cursor }))).body,
  );
  expect(second.items).toEqual(whole.items.slice(2, 4));
  // It was not tried whether the order comes by it, which would have taken a second.
  expect(performance.now() - started).toBeLessThan(900);
});

test('a listing without filters is never walked for', async () => {
  const resource = allResources.payments;
  let walks = 0;
  const walked = { ...stuck().walks, run: async () => Promise.reject(new Error(`walk ${(walks += 1)}`)) };
  const waiting = Promise.withResolvers<never>();
  const page = readPage(
    { ...reader, answer: () => waiting.promise, walks: walked as never },
    resource,
    asked(resource, {}),
  );
  const late = setTimeout(() => waiting.reject(new Error('as the order answers')), 1_500);
  await expect(page).rejects.toThrow('as the order answers');
  clearTimeout(late);
  expect(walks).toBe(0);
});

test(
  'a query by GraphQL whose listing took too long is answered by a walk',
  { timeout: 30_000 },
  async () => {
    const query = '{ ratings(filter: { scoreFrom: "1" }) { items { score } } }';
    const ask = () =>
      api.app.request('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
    let answer: Promise<Response> | Response | undefined;
    await api.writer.begin(async (sql) => {
      await sql`lock table ratings in access exclusive mode`;
      answer = ask();
      await waitFor('the walk', async () => {
        const found = await api.sql`
          select from pg_stat_activity where wait_event_type = 'Lock' and query like '%offset 499999%'`;
        return found.length > 0;
      });
    });
    const response = await answer;
    expect(response?.status).toBe(200);
    expect(await response?.json()).toEqual(await (await ask()).json());
  },
);
