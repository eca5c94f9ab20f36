import { draftLimits } from '@atoll/schemas/draft';
import { describe, expect, test } from 'vitest';
import { markets, origin, problemIn, signInTo, wallet } from '../../test/market.ts';

const open = await markets();

type Headers = Record<string, string>;

async function setUp(options: Parameters<typeof open>[0] = {}) {
  const { app } = await open(options);
  return {
    app,
    signIn: () => signInTo(app, wallet()),
    put: async (headers: Headers, id: string, body: unknown = draft()) =>
      app.request(`/drafts/${id}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    send: async (headers: Headers, method: string, path: string) => app.request(path, { method, headers }),
  };
}

const draft = (content: Record<string, unknown> = { name: 'Reef' }) => ({
  kind: 'dataset',
  title: 'Reef',
  content,
});

test('a draft is kept, changed, listed without its content, and deleted', async () => {
  const { signIn, put, send } = await setUp();
  const me = await signIn();
  expect((await put(me, 'a')).status).toBe(200);
  const changed = await put(me, 'a', draft({ name: 'Reef', nul: '\u0000', deep: { list: [1, null, true] } }));
  const kept: unknown = await changed.json();
  expect(kept).toMatchObject({ id: 'a', content: { nul: '\u0000', deep: { list: [1, null, true] } } });
  expect(await (await send(me, 'GET', '/drafts/a')).json()).toEqual(kept);
  expect(await (await send(me, 'GET', '/drafts')).json()).toEqual([
    { id: 'a', kind: 'dataset', title: 'Reef', changedAt: expect.any(Number) },
  ]);
  expect((await send(me, 'DELETE', '/drafts/a')).status).toBe(204);
  expect((await problemIn(await send(me, 'GET', '/drafts/a'))).code).toBe('not_found');
  expect((await problemIn(await send(me, 'DELETE', '/drafts/a'))).code).toBe('not_found');
});

test('a draft is there for its account alone, and the same id is another account’s own', async () => {
  const { signIn, put, send } = await setUp();
  const [me, other] = [await signIn(), await signIn()];
  await put(me, 'a');
  expect((await send(other, 'GET', '/drafts/a')).status).toBe(404);
  expect((await send(other, 'DELETE', '/drafts/a')).status).toBe(404);
  expect(await (await send(other, 'GET', '/drafts')).json()).toEqual([]);
  await put(other, 'a', { ...draft(), title: 'Mine' });
  expect(await (await send(me, 'GET', '/drafts/a')).json()).toMatchObject({ title: 'Reef' });
});

describe('nothing is kept', () => {
  test.each<[string, (cookie: string) => Headers, string]>([
    ['for nobody', () => ({ 'sec-fetch-site': 'same-origin' }), 'sign_in_required'],
    [
      'for a page of another site (CSRF)',
      (cookie) => ({ cookie, 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }),
      'sign_in_required',
    ],
    [
      'for a neighbour in the domain',
      (cookie) => ({ cookie, 'sec-fetch-site': 'same-site' }),
      'sign_in_required',
    ],
    ['where nothing tells the page', (cookie) => ({ cookie }), 'sign_in_required'],
    [
      'of what a form can send',
      (cookie) => ({ cookie, origin, 'content-type': 'text/plain' }),
      'unsupported_media_type',
    ],
  ])('%s', async (_what, headersOf, code) => {
    const { signIn, put, send } = await setUp();
    const me = await signIn();
    expect((await problemIn(await put(headersOf(me['cookie'] ?? ''), 'a'))).code).toBe(code);
    expect(await (await send(me, 'GET', '/drafts')).json()).toEqual([]);
  });

  test('above 64 KiB', async () => {
    const { signIn, put } = await setUp();
    const me = await signIn();
    const room = draftLimits.bytes - '{"text":""}'.length;
    expect((await put(me, 'a', draft({ text: 'x'.repeat(room) }))).status).toBe(200);
    const more = await put(me, 'a', draft({ text: 'x'.repeat(room + 1) }));
    expect((await problemIn(more)).code).toBe('payload_too_large');
    expect((await put(me, 'a', draft({ text: 'x'.repeat(200_000) }))).status).toBe(413);
  });

  test('above 50 drafts of one account, however many come at once; one that is there can still be changed', async () => {
    const { signIn, put, send } = await setUp();
    const me = await signIn();
    const ids = Array.from({ length: draftLimits.perAccount + 5 }, (_each, at) => `d${at}`);
    const statuses = (await Promise.all(ids.map((id) => put(me, id)))).map(({ status }) => status);
    expect(statuses.filter((status) => status === 409)).toHaveLength(5);
    const kept = await (await send(me, 'GET', '/drafts')).json();
    expect(kept).toHaveLength(draftLimits.perAccount);
    const there = ids[statuses.indexOf(200)] ?? '';
    expect((await put(me, there)).status).toBe(200);
    expect((await put(await signIn(), 'a')).status).toBe(200);
  });

  test.each([
    ['a name with a slash', 'a%2Fb', draft()],
    ['a name that is too long', 'x'.repeat(65), draft()],
    ['content that is a list', 'a', { ...draft(), content: [] }],
    ['a field that is not known', 'a', { ...draft(), more: 1 }],
    ['a title with a NUL', 'a', { ...draft(), title: 'a\u0000' }],
    ['an unknown kind', 'a', { ...draft(), kind: 'poem' }],
  ])('with %s', async (_what, id, body) => {
    const { signIn, put } = await setUp();
    expect((await problemIn(await put(await signIn(), id, body))).code).toBe('malformed_request');
  });

  test('with more levels than anybody writes', async () => {
    const { signIn, app } = await setUp();
    const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
    const put = async (levels: number) =>
      app.request('/drafts/a', {
        method: 'PUT',
        headers: { 'content-type': 'application/json', ...me },
        body: `{"kind":"other","title":"","content":{"x":${nested(levels)}}}`,
      });
    const me = await signIn();
    expect((await put(63)).status).toBe(200);
    expect((await put(64)).status).toBe(400);
    expect((await put(30_000)).status).toBe(400);
  });

  test('above the limit of writes', async () => {
    const { signIn, put } = await setUp({ writesPerMinute: 1 });
    const me = await signIn();
    expect((await put(me, 'a')).status).toBe(200);
    expect((await put(me, 'a')).status).toBe(429);
  });
});
