import { Problem } from '@atoll/schemas/problem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { account, hash32, openTestApi, type TestApi } from '../../testing/api-rows.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi(20);
  await api.writer`update tokens set decimals = 6 where token = ${account(1)}`;
  await api.writer`update ratings set token = ${account(1)}, counted = true, score = 5, rated_at = 50, paid = 5000000`;
  for (let n = 0; n < 5; n += 1) {
    await api.writer`
      insert into reputations (token, provider, score, weight, scored, buyers, ratings, as_of)
      values (${account(1)}, ${account(n)}, ${4000 + n}, ${n * 1000}, ${n * 4000}, 1, 1, 50)`;
  }
}, 60_000);
afterAll(() => api.close());

test('a provider stands where its ratings and jobs put it, as of a block that is named', async () => {
  const { status, body, headers, text } = await api.get(
    `/providers/${account(1)}/standing?token=${account(1)}`,
  );
  expect(status, text).toBe(200);
  expect(body).toMatchObject({ provider: account(1), ratings: 4 });
  expect(headers.get('atoll-block')).toBe(`${api.head} ${hash32(api.head)}`);
});

test('a token of which nobody told the decimals is refused, and a provider without a rating stands at the middle', async () => {
  const path = (token: number) => `/providers/${account(1)}/standing?token=${account(token)}`;
  const unknown = await api.get(path(99));
  expect([unknown.status, Problem.parse(unknown.body)]).toMatchObject([
    404,
    { code: 'not_found', retryable: false, status: 404 },
  ]);
  expect((await api.get(path(3))).body).toMatchObject({ score: 3000, ratings: 0, weight: '0' });
});

test('providers are ranked page by page, each once', async () => {
  const seen: string[] = [];
  let path = `/reputations?token=${account(1)}&limit=2`;
  for (;;) {
    const { status, body, text } = await api.get(path);
    expect(status, text).toBe(200);
    const page = body as { items: { provider: string }[]; next?: string };
    seen.push(...page.items.map(({ provider }) => provider));
    if (page.next === undefined) break;
    path = `/reputations?token=${account(1)}&limit=2&cursor=${page.next}`;
  }
  expect(new Set(seen).size).toBe(5);
  expect(seen.length).toBe(5);
  const bent = await api.get(`/reputations?token=${account(1)}&cursor=xyz`);
  expect(Problem.parse(bent.body).code).toBe('malformed_request');
});

test('whoever has an answer already is told that nothing changed, and a block that is not kept is refused', async () => {
  const token = `token=${account(1)}`;
  for (const path of [
    `/providers/${account(1)}/standing?${token}`,
    `/reputations?${token}`,
    `/reward-epochs/1/tree?${token}`,
    `/claimable-dividends?account=${account(50)}`,
  ]) {
    const { headers, text } = await api.get(path);
    const tag = headers.get('etag') ?? '';
    expect(tag, path).toMatch(/^"/);
    const again = await api.get(path, { 'if-none-match': tag });
    expect([again.status, again.text]).toEqual([304, '']);
    const then = await api.get(`${path}&asOf=${api.head - 1}`);
    expect(then.headers.get('atoll-block')).toBe(`${api.head - 1} ${hash32(api.head - 1)}`);
    const now = await api.get(`${path}&asOf=${api.head}`);
    expect([now.text, now.headers.get('etag')]).toEqual([text, tag]);
    expect(Problem.parse((await api.get(`${path}&asOf=1`)).body).code).toBe('block_not_kept');
    expect(Problem.parse((await api.get(`${path}&asOf=${api.head + 1}`)).body).code).toBe('block_unknown');
    expect(Problem.parse((await api.get(`${path}&asOf=-1`)).body).code).toBe('malformed_request');
  }
});

test('the tree of an epoch and what can be claimed are computed on request', async () => {
  const tree = await api.get(`/reward-epochs/1/tree?token=${account(1)}`);
  expect(tree.status, tree.text).toBe(200);
  expect(tree.body).toMatchObject({ epoch: '1', entries: [] });
  expect(Problem.parse((await api.get(`/reward-epochs/${'9'.repeat(70)}/tree`)).body).status).toBe(400);
  const claimable = await api.get(`/claimable-dividends?account=${account(50)}`);
  expect(claimable.body).toEqual({ items: [] });
});
