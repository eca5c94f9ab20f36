import { Problem } from '@atoll/schemas/problem';
import { type Route, readDescription, requestsTo } from '@atoll/tests/support/openapi/requests';
import { testDatabase } from '@atoll/tests/support/test-database';
import { waitFor } from '@atoll/tests/support/wait';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKey } from './access/manage-keys.ts';
import { connectTo } from './store/connection.ts';
import { type Market, startMarket } from './testing/market.ts';
import { startTestService, type TestService } from './testing/service.ts';

/** Requests of a run; API_RUNS of a longer one. */
const runs = Number(process.env['API_RUNS'] ?? 300);
/** The same requests each time, for a change is to be blamed on the change; others by API_SEED. */
const seed = Number(process.env['API_SEED'] ?? 20_778);
const quota = { requestsPerMinute: 1_000_000, streams: 3, exportRows: 1000 };

let market: Market;
let service: TestService;
let authorization = '';
const description = async () => readDescription((await service.get('/openapi.json')).body);
beforeAll(async () => {
  market = await startMarket();
  const { url } = await testDatabase();
  service = await startTestService({ market, url });
  await service.reachHead();
  const sql = connectTo({ url, chainId: 31337, application: 'test', connections: 1 });
  authorization = `Bearer ${(await createKey(sql, { name: 'test', quota })).key}`;
  await sql.end();
  await waitFor(
    'the key being known',
    async () => (await ask({ method: 'GET', url: '/status' })).status === 200,
  );
}, 60_000);
afterAll(async () => {
  await service.stop();
  await market.stop();
});

async function ask(
  request: { method: string; url: string; contentType?: string; body?: string },
  key = authorization,
) {
  const { method, url, contentType, body } = request;
  const response = await fetch(`${service.url}${url}`, {
    method,
    headers: {
      // To make up the first requests takes longer than an idle connection is kept.
      connection: 'close',
      ...(key === '' ? {} : { authorization: key }),
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
    },
    ...(body === undefined || method === 'GET' ? {} : { body }),
  });
  const type = response.headers.get('content-type') ?? '';
  // A stream of changes has no end.
  const text = type === 'text/event-stream' ? '' : await response.text();
  if (type === 'text/event-stream') await response.body?.cancel();
  return { status: response.status, text };
}

test(
  'whatever is answered is described, and nothing that is sent breaks the service',
  { timeout: 240_000 },
  async () => {
    const { routes, resolve } = await description();
    const rest = routes.filter(({ path }) =>
      /^\/(?:webhooks|events|status|metrics|graphql|health|ready)/.test(path),
    );
    const paths = new Set(rest.map(({ method, path }) => `${method} ${path}`));
    for (const each of [
      'post /webhooks',
      'patch /webhooks/{id}',
      'delete /webhooks/{id}',
      'get /events',
      'get /status',
    ])
      expect(paths).toContain(each);
    const likely = ['eip155:31337', 'job', 'https://example.com/hook', 'active', '{ jobs { next } }'];
    await fc.assert(
      fc.asyncProperty(requestsTo(rest, { resolve, likely }), async (request) => {
        const { status, text } = await ask(request);
        const what = `${request.method} ${request.url} answered ${status} ${text}`;
        expect(status, what).toBeLessThan(500);
        expect(request.route.statuses, what).toContain(String(status));
        if (status >= 400) expect(Problem.parse(JSON.parse(text)).status).toBe(status);
      }),
      { numRuns: runs, seed },
    );
  },
);

test('a key that is not known is refused everywhere, as each route says', async () => {
  const { routes } = await description();
  const counted = routes.filter(({ path }) => !['/health', '/ready', '/metrics'].includes(path));
  const refused: Route[] = [];
  for (const route of counted) {
    const url = route.path.replaceAll(/\{[^}]+\}/g, '1');
    const { status } = await ask({ method: route.method.toUpperCase(), url }, 'Bearer nobody');
    expect(status, route.path).toBe(401);
    if (!route.statuses.includes('401') || !route.statuses.includes('429')) refused.push(route);
  }
  expect(refused.map(({ path }) => path)).toEqual([]);
});
