import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hash32, openTestApi, type TestApi } from '../../testing/api-rows.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi(60);
}, 60_000);
afterAll(() => api.close());

/** What a commit does to a listing and an item: one transaction that changes a job, with its undo row, and moves the cursor. */
const commit = (job: string, paid: number, block: number) =>
  api.writer.begin(async (transaction) => {
    await transaction`
      insert into undo (block_number, table_name, key, row_key, before)
      select ${block}, 'jobs', 'k', jsonb_build_object('job_id', job_id), to_jsonb(t) from jobs as t
      where job_id = ${job} on conflict do nothing`;
    await transaction`update jobs set paid = ${String(paid)} where job_id = ${job}`;
    await transaction`update cursor set number = ${block}, hash = ${hash32(block)}, timestamp = ${block}`;
  });

const newest = async () => {
  const answer = await api.get('/jobs?limit=1');
  const { items } = answer.body as { items: { jobId: string; paid: string }[] };
  const [first = { jobId: '', paid: '' }] = items;
  return { ...first, block: answer.headers.get('atoll-block'), tag: answer.headers.get('etag') ?? '' };
};

test('an answer that was given before is another one right after a commit, and again after a reorg', async () => {
  const was = await newest();
  expect(await newest()).toEqual(was);
  await commit(was.jobId, 777, api.head + 1);
  const then = await newest();
  expect(then).toMatchObject({ paid: '777', block: `${api.head + 1} ${hash32(api.head + 1)}` });
  expect(then.tag).not.toBe(was.tag);
  expect((await api.get('/jobs?limit=1', { 'if-none-match': was.tag })).status).toBe(200);
  expect((await api.get('/jobs?limit=1', { 'if-none-match': then.tag })).status).toBe(304);
  // The block goes, and with it what it did.
  await api.writer.begin(async (transaction) => {
    await transaction`insert into reorgs (ancestor, undone) values (${api.head}, 1)`;
    await transaction`update jobs set paid = ${was.paid} where job_id = ${was.jobId}`;
    await transaction`delete from undo where block_number > ${api.head}`;
    await transaction`update cursor set number = ${api.head}, hash = ${hash32(api.head)}, timestamp = ${api.head}`;
  });
  expect(await newest()).toMatchObject({ paid: was.paid, block: was.block });
});

test('a cursor of a kept page learns of a reorg below its place', async () => {
  const page = async (cursor?: string) =>
    api.get(`/jobs?limit=3${cursor === undefined ? '' : `&cursor=${cursor}`}`);
  const { next = '', items } = (await page()).body as { next?: string; items: { orderedBlock: number }[] };
  const second = await page(next);
  expect((await page(next)).text).toBe(second.text);
  await api.writer`insert into reorgs (ancestor, undone) values (${Number(items.at(-1)?.orderedBlock) - 1}, 2)`;
  expect((await page(next)).body).toMatchObject({ code: 'cursor_reorganised' });
});

test('as of a block, an answer is that block’s before and after a commit', async () => {
  const asOf = api.head;
  const before = await api.get(`/jobs?limit=2&asOf=${asOf}`);
  const { jobId } = await newest();
  await api.writer`insert into blocks values (${asOf + 1}, ${hash32(asOf + 1)}, ${hash32(asOf)}, ${asOf + 1})`;
  await commit(jobId, 888, asOf + 1);
  const after = await api.get(`/jobs?limit=2&asOf=${asOf}`);
  expect(after.text).toBe(before.text);
  expect(after.headers.get('atoll-block')).toBe(`${asOf} ${hash32(asOf)}`);
  expect((await newest()).paid).toBe('888');
});

test('who asks after a commit sees it, while many ask and commits follow one another', async () => {
  const { jobId } = await newest();
  let committed = 1_000;
  let over = false;
  await commit(jobId, committed, api.head + 2);
  const reader = async () => {
    while (!over) {
      const least = committed;
      expect(Number((await newest()).paid)).toBeGreaterThanOrEqual(least);
      await turn();
    }
  };
  const readers = Array.from({ length: 8 }, reader);
  try {
    for (let step = 0; step < 150; step += 1) {
      await commit(jobId, committed + 1, api.head + 3 + step);
      committed += 1;
      // now and then nothing is written for a while, so that answers are kept
      for (let rest = 0; rest < step % 4; rest += 1) await newest();
    }
  } finally {
    over = true;
    await Promise.all(readers);
  }
}, 60_000);
