import { Problem } from '@atoll/schemas/problem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { account, hash32, openTestApi, type TestApi } from '../../testing/api-rows.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi(120);
}, 60_000);
afterAll(() => api.close());

interface Page {
  items: Record<string, unknown>[];
  next?: string;
}
const pageOf = async (path: string): Promise<Page> => {
  const { status, body, text } = await api.get(path);
  expect(status, text).toBe(200);
  return body as Page;
};
const refusal = async (path: string) => {
  const { status, body } = await api.get(path);
  const problem = Problem.parse(body);
  expect(problem.status).toBe(status);
  return problem.code;
};
const undo = (table: string, block: number, key: object, before: object | null) => api.writer`
  insert into undo (block_number, table_name, key, row_key, before)
  values (${block}, ${table}, ${JSON.stringify(key)}, ${JSON.stringify(key)}::text::jsonb, ${before === null ? null : JSON.stringify(before)}::text::jsonb)`;

test('an answer names its block, and is not sent again to who has it', async () => {
  const first = await api.get('/jobs?limit=2');
  expect(first.headers.get('atoll-block')).toBe(`${api.head} ${hash32(api.head)}`);
  const tag = first.headers.get('etag') ?? '';
  expect(tag).toMatch(/^"[\w-]{27}"$/);
  const again = await api.get('/jobs?limit=2', { 'if-none-match': `"other", ${tag}` });
  expect([again.status, again.text]).toEqual([304, '']);
  expect((await api.get('/jobs?limit=3', { 'if-none-match': tag })).status).toBe(200);
});

test('a listing leaves out what is heavy, a single item has it, and fields choose', async () => {
  const [listed] = (await pageOf('/jobs?limit=1')).items;
  expect(listed).not.toHaveProperty('order');
  expect(listed).not.toHaveProperty('states');
  const id = String(listed?.['jobId']);
  const whole = (await api.get(`/jobs/${id}`)).body;
  expect(whole).toMatchObject({
    order: { maxSeconds: 60, pricePerSecond: '7' },
    payments: [{ assetId: '119' }],
  });
  const chosen = (await api.get(`/jobs/${id}?fields=state,states`)).body as Record<string, unknown>;
  expect(Object.keys(chosen).sort()).toEqual(['jobId', 'state', 'states']);
  const [included] = (await pageOf('/jobs?limit=1&include=order')).items;
  expect(included).toHaveProperty('order.salt');
});

test('what comes in on top moves nothing of the pages below', async () => {
  const first = await pageOf('/transfers?limit=5');
  await api.writer`insert into ownership_transfers values (500, 0, 1, ${account(1)}, ${account(2)}, 1, 1)`;
  const second = await pageOf(`/transfers?limit=5&cursor=${first.next ?? ''}`);
  await api.writer`delete from ownership_transfers where block_number = 500`;
  const whole = await pageOf('/transfers?limit=10');
  expect([...first.items, ...second.items]).toEqual(whole.items);
});

test('a cursor is good for its own listing alone, and not when bent', async () => {
  const { next = '' } = await pageOf('/jobs?limit=5');
  expect(await refusal(`/payments?cursor=${next}`)).toBe('malformed_request');
  expect(await refusal(`/jobs?state=open&cursor=${next}`)).toBe('malformed_request');
  expect(await refusal(`/jobs?sort=ordered&cursor=${next}`)).toBe('malformed_request');
  const bent = `${next.slice(0, -3)}${next.endsWith('A') ? 'B' : 'A'}${next.slice(-2)}`;
  expect(await refusal(`/jobs?cursor=${bent}`)).toBe('malformed_request');
  expect(await refusal('/jobs?cursor=%00%ff')).toBe('malformed_request');
  await pageOf(`/jobs?limit=9&fields=state&cursor=${next}`);
});

test('a reorg below a place ends its listing, one above does not', async () => {
  const place = await pageOf('/jobs?limit=5');
  const byAmount = await pageOf('/jobs?limit=5&sort=-maximum');
  const block = Number(place.items.at(-1)?.['orderedBlock']);
  await api.writer`insert into reorgs (ancestor, undone) values (${block}, 1)`;
  await pageOf(`/jobs?cursor=${place.next ?? ''}`);
  expect(await refusal(`/jobs?sort=-maximum&cursor=${byAmount.next ?? ''}`)).toBe('cursor_reorganised');
  await api.writer`insert into reorgs (ancestor, undone) values (${block - 1}, 2)`;
  expect(await refusal(`/jobs?cursor=${place.next ?? ''}`)).toBe('cursor_reorganised');
  const anew = await pageOf('/jobs?limit=5');
  await pageOf(`/jobs?cursor=${anew.next ?? ''}`);
});

test('as of a block, states are what they were, later facts and sums are not there', async () => {
  const asOf = api.head - 5;
  const [changed, added] = (await pageOf('/jobs?limit=2')).items.map((item) => String(item['jobId']));
  const [row] = await api.writer<{ row: object }[]>`
    select to_jsonb(t) as row from jobs t where '0x' || encode(job_id, 'hex') = ${changed ?? ''}`;
  const key = (id = '') => ({ job_id: `\\x${id.slice(2)}` });
  await undo('jobs', asOf + 1, key(changed), { ...row?.row, state: 'reported', paid: 3 });
  await undo('jobs', asOf + 2, key(changed), { ...row?.row, state: 'ended', paid: 9 });
  await undo('jobs', asOf + 2, key(added), null);
  const { items } = await pageOf(`/jobs?limit=100&asOf=${asOf}`);
  expect(items.find((item) => item['jobId'] === changed)).toMatchObject({ state: 'reported', paid: '3' });
  expect(items.some((item) => item['jobId'] === added)).toBe(false);
  expect((await pageOf(`/jobs?state=reported&paid&asOf=${asOf}`.replace('&paid', ''))).items).toContainEqual(
    expect.objectContaining({ jobId: changed }),
  );
  expect(await refusal(`/jobs/${added ?? ''}?asOf=${asOf}`)).toBe('order_unknown');
  expect((await api.get(`/jobs/${changed ?? ''}?asOf=${asOf + 1}`)).body).toMatchObject({
    state: 'ended',
    paid: '9',
  });

  const facts = await pageOf(`/payments?limit=100&asOf=${asOf}`);
  expect(Math.max(...facts.items.map((item) => Number(item['blockNumber'])))).toBe(asOf);
  expect((await api.get(`/jobs?asOf=${asOf}`)).headers.get('atoll-block')).toBe(`${asOf} ${hash32(asOf)}`);
});

test('sums as of a block are without what was paid later', async () => {
  const [payer] = [account(777)];
  const pay = (block: number, amount: number) => api.writer`
    insert into payments values (${block}, 9, 0, ${hash32(1)}, ${account(78)}, 'data', ${payer}, 1, ${amount}, 5)`;
  await pay(api.head - 8, 10);
  await pay(api.head - 1, 7);
  await api.writer`insert into earnings values (${payer}, ${account(78)}, 1, 'data', 0, 17, 2)`;
  const amounts = async (more: string) =>
    (await pageOf(`/earnings?account=${payer}${more}`)).items.map((item) => [
      item['amount'],
      item['payments'],
    ]);
  expect(await amounts('')).toEqual([['17', 2]]);
  expect(await amounts(`&asOf=${api.head - 2}`)).toEqual([['10', 1]]);
  expect(await amounts(`&asOf=${api.head - 9}`)).toEqual([]);
});

test('blocks that are not kept, not there yet, or no number are told apart', async () => {
  expect(await refusal(`/jobs?asOf=${api.head - 21}`)).toBe('block_not_kept');
  expect(await refusal('/jobs?asOf=0')).toBe('block_not_kept');
  expect(await refusal(`/jobs?asOf=${api.head + 1}`)).toBe('block_unknown');
  expect(await refusal('/jobs?asOf=-1')).toBe('malformed_request');
  expect(await refusal('/jobs?chain=eip155:5')).toBe('chain_unknown');
  expect(await refusal('/jobs?chain=solana')).toBe('malformed_request');
});

test('a range of times holds exactly what lies in it', async () => {
  // In these rows times have nothing to do with blocks but on logs; there both grow together.
  await api.writer`update logs set block_timestamp = block_number * 10`;
  const { items } = await pageOf('/logs?blockTimestampFrom=1051&blockTimestampTo=1080&limit=100');
  expect([...new Set(items.map((item) => item['blockNumber']))]).toEqual([108, 107, 106]);
});

test('orders are found by dataset, also with others of the order and by several', async () => {
  await api.writer`update job_datasets set (block_number, log_index) = (j.ordered_block, j.ordered_log)
    from jobs j where j.job_id = job_datasets.job_id`;
  const of = async (query: string) => (await pageOf(`/jobs?${query}`)).items.map((item) => item['jobId']);
  expect(await of('dataset=7')).toEqual([hash32(7)]);
  expect(await of('dataset=eip155:31337/erc721:0x0000000000000000000000000000000000000005/7')).toEqual([
    hash32(7),
  ]);
  expect((await of('dataset=7&dataset=8')).sort()).toEqual([hash32(7), hash32(8)].sort());
  expect(await of('dataset=7&sort=-maximum')).toEqual([hash32(7)]);
  expect(await refusal('/jobs?dataset=eip155:1/erc721:0x0000000000000000000000000000000000000005/7')).toBe(
    'asset_unknown',
  );
});

test('words are searched as people type them, whatever they type', async () => {
  const found = async (q: string) =>
    (await pageOf(`/assets?limit=100&q=${encodeURIComponent(q)}`)).items.length;
  expect(await found('coral')).toBe(12);
  expect(await found('reef -coral')).toBe(100);
  expect(await found('"reef measurements" number30')).toBe(1);
  expect(await found('number30 or number31')).toBe(2);
  expect(await found('the')).toBe(0);
  expect(await found('-coral')).toBe(100);
  for (const hostile of [
    "'; drop table jobs; --",
    '"""((( & | ! <->',
    ':* <-> a:b',
    '\\',
    '%',
    '\u{1f40b}'.repeat(50),
  ]) {
    expect(await found(hostile), hostile).toBe(0);
  }
  expect(await refusal(`/assets?q=${'a '.repeat(17)}`)).toBe('malformed_request');
  expect(await refusal(`/assets?q=${'a'.repeat(201)}`)).toBe('malformed_request');
  expect(await refusal('/assets?q=%00')).toBe('malformed_request');
  expect(await found('drop table')).toBe(0);
  expect((await pageOf('/jobs?limit=1')).items).toHaveLength(1);
});

test('the words of a document are those of an asset only where it is of its kind and of its data', async () => {
  const found = async (q: string) =>
    (await pageOf(`/assets?limit=100&q=${q}`)).items.map((item) => item['tokenId']);
  const before = await found('number33%20or%20number34%20or%20number36');
  expect(before.toSorted()).toEqual(['33', '34', '36']);
  // 33 and 36 describe datasets, 34 an algorithm.
  const [dataset, algorithm] = [hash32(33), hash32(34)];
  const kept = await api.writer<{ metadata_digest: string; commitment: string; kind: string }[]>`
    select metadata_digest, commitment, kind from assets where metadata_digest in (${dataset}, ${algorithm})`;
  try {
    await api.writer`update assets set commitment = ${hash32(1)} where metadata_digest = ${dataset}`;
    await api.writer`update assets set kind = 'model' where metadata_digest = ${algorithm}`;
    expect(await found('number33%20or%20number34%20or%20number36')).toEqual(['36']);
  } finally {
    for (const { metadata_digest, commitment, kind } of kept)
      await api.writer`update assets set commitment = ${commitment}, kind = ${kind} where metadata_digest = ${metadata_digest}`;
  }
  expect(await found('number33%20or%20number34%20or%20number36')).toEqual(before);
});

test('until the head was reached nothing is answered from what is there already', async () => {
  const paths = [
    '/payments?limit=9',
    `/payments?limit=9&asOf=${api.head}`,
    `/assets/119?fields=owner`,
    '/assets?q=kelp&limit=9',
    '/exports/votes.csv',
    `/claimable-dividends?account=${account(1)}`,
  ];
  await api.writer`update mirror set phase = 'backfill'`;
  try {
    for (const path of paths) {
      const { status, body } = await api.get(path);
      expect([path, status, Problem.parse(body).code]).toEqual([path, 503, 'not_ready']);
    }
    const discovered = await api.app.request('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ payments(first: 9) { items { amount } } }' }),
    });
    expect(discovered.status).toBe(503);
  } finally {
    await api.writer`update mirror set phase = 'live'`;
  }
  expect((await api.get('/payments?limit=9')).status).toBe(200);
});

test('a statement that takes too long is ended, and says so', { timeout: 30_000 }, async () => {
  await api.writer.begin(async (sql) => {
    await sql`lock table ratings in access exclusive mode`;
    const started = performance.now();
    const answers = await Promise.all([
      api.get('/ratings'),
      api.get('/ratings?fields=score'),
      api.app.request('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ ratings { items { score } } }' }),
      }),
    ]);
    for (const { status } of answers) expect(status).toBe(422);
    expect(answers[0].body).toMatchObject({ code: 'query_too_costly' });
    // Two statements each, one after the other, as there are two connections.
    expect(performance.now() - started).toBeLessThan(20_000);
  });
  expect((await api.get('/ratings')).status).toBe(200);
});

test('a read that a replica ended to go on with what it follows is to be asked again', async () => {
  // What Postgres says then (`ProcessRecoveryConflictInterrupt`), of one that reads a table.
  await api.writer.unsafe(`
    create function in_the_way() returns boolean language plpgsql as $$ begin
      raise exception 'canceling statement due to conflict with recovery' using errcode = '40001';
    end $$;
    alter table ratings rename to ratings_kept;
    create view ratings as select * from ratings_kept where in_the_way()`);
  try {
    for (const path of ['/ratings', '/ratings?fields=score']) {
      expect(await api.get(path)).toMatchObject({
        status: 503,
        body: { code: 'not_ready', retryable: true },
      });
    }
  } finally {
    await api.writer.unsafe('drop view ratings; alter table ratings_kept rename to ratings');
  }
  expect((await api.get('/ratings')).status).toBe(200);
});
