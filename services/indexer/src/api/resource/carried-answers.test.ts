import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Transaction } from '../../store/connection.ts';
import { account, hash32, openTestApi, type TestApi } from '../../testing/api-rows.ts';

let api: TestApi;
let head: number;
/** No block up to this one is reorganised away. */
let finalized: number;
beforeAll(async () => {
  api = await openTestApi(60);
  head = api.head;
  finalized = head;
}, 60_000);
afterAll(() => api.close());

/** Numbers that look drawn and are the same at every run. */
function openDraw(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const moveTo = (transaction: Transaction, number: number) =>
  transaction`update cursor set number = ${number}, hash = ${hash32(number)}, timestamp = ${number}`;

/** A block as the writer commits one: each row with what it was before, the cursor last. */
async function commit(change: (transaction: Transaction, block: number) => Promise<void>): Promise<void> {
  head += 1;
  await api.writer.begin(async (transaction) => {
    await change(transaction, head);
    await transaction`
      insert into blocks values (${head}, ${hash32(head)}, ${hash32(head - 1)}, ${head}) on conflict do nothing`;
    await moveTo(transaction, head);
  });
}

/** Remembers what a job was, and changes it. */
async function changeJob(transaction: Transaction, block: number, job: string, to: string): Promise<void> {
  await transaction`
    insert into undo (block_number, table_name, key, row_key, before)
    select ${block}, 'jobs', job_id::text, jsonb_build_object('job_id', job_id), to_jsonb(t)
    from jobs as t where job_id = ${job} on conflict do nothing`;
  await transaction.unsafe(`update jobs set ${to} where job_id = $1`, [job]);
}

/** Orders a job like another one. */
async function addJob(transaction: Transaction, block: number, like: string, id: string): Promise<void> {
  await transaction`
    insert into jobs select (jsonb_populate_record(t, jsonb_build_object(
      'job_id', ${id}::bytea, 'ordered_block', ${block}::bigint, 'ordered_log', 1, 'state', 'open'))).*
    from jobs as t where job_id = ${like}`;
  await transaction`
    insert into job_datasets (block_number, log_index, position, dataset, job_id)
    select ordered_block, ordered_log, 0, datasets[1], job_id from jobs where job_id = ${id}`;
  await transaction`
    insert into undo (block_number, table_name, key, row_key)
    select ${block}, 'jobs', job_id::text, jsonb_build_object('job_id', job_id) from jobs where job_id = ${id}`;
}

async function reorganise(depth: number): Promise<void> {
  const ancestor = head - depth;
  await api.writer.begin(async (transaction) => {
    const first = transaction`
      select distinct on (key) row_key, before from undo
      where table_name = 'jobs' and block_number > ${ancestor} order by key, block_number`;
    await transaction`
      create temporary table firsts on commit drop as ${first}`;
    await transaction`
      delete from jobs where job_id in (
        select (jsonb_populate_record(null::jobs, row_key)).job_id from firsts)`;
    await transaction`
      insert into jobs select was.* from firsts, jsonb_populate_record(null::jobs, before) as was
      where before is not null`;
    await transaction`delete from job_datasets where block_number > ${ancestor}`;
    await transaction`delete from undo where block_number > ${ancestor}`;
    await transaction`delete from blocks where number > ${ancestor}`;
    await transaction`insert into reorgs (ancestor, undone) values (${ancestor}, ${depth})`;
    await moveTo(transaction, ancestor);
  });
  head = ancestor;
}

async function finalize(): Promise<void> {
  finalized = head;
  await api.writer.begin(async (transaction) => {
    await transaction`delete from undo where block_number <= ${head}`;
    await transaction`update mirror set finalized = ${head}`;
  });
}

/** Listings of every kind whose answers may outlive a commit, and some that may not. */
const listings = (): string[] => {
  const each = [0, 1, 2, 3, 4].flatMap((n) => [
    `buyer=${account(n)}`,
    `provider=${account(n)}&limit=5`,
    `provider=${account(n).toUpperCase().replace('0X', '0x')}&state=ended`,
    `dataset=${n * 7}`,
    `dataset=${n * 7}&dataset=${n * 7 + 1}&limit=50`,
    `buyer=${account(n)}&buyer=${account(n + 1)}&limit=100`,
    `algorithm=${n * 5}&outcome=released`,
  ]);
  const paths = [
    ...each,
    ...['state=open', 'state=ended', 'state=open&state=reported', 'orderedBlockFrom=110', 'sort=maximum', ''],
  ].map((query) => `/jobs?${query}`);
  return [...paths, '/job-datasets', '/payments?limit=3', '/assets?limit=3', `/jobs/${hash32(7)}`];
};

interface Said {
  readonly status: number;
  readonly text: string;
  readonly block: string | null;
  readonly tag: string | null;
}

async function ask(app: TestApi['app'], path: string): Promise<Said> {
  const response = await app.request(path);
  const { status, headers } = response;
  return { status, text: await response.text(), block: headers.get('atoll-block'), tag: headers.get('etag') };
}

test('through random blocks, reorgs and finality, every kept answer is the one that is read anew', async () => {
  const fresh = api.openApp(0);
  const draw = openDraw(20_261_122);
  const states = ['open', 'reported', 'ended'];
  let jobs = 1000;
  const change = async (transaction: Transaction, block: number) => {
    for (let times = draw(3); times >= 0; times -= 1) {
      const job = hash32(draw(60));
      const to = [
        `state = '${states[draw(3)] ?? 'open'}'`,
        `paid = ${draw(1_000_000)}`,
        `provider = '\\x${account(draw(6)).slice(2)}'`,
        `maximum = ${draw(1_000_000)}`,
      ];
      if (draw(4) === 0) await addJob(transaction, block, job, hash32((jobs += 1)));
      else await changeJob(transaction, block, job, to[draw(4)] ?? 'paid = 1');
      // one of a block
      if (draw(2) === 0) return;
    }
  };
  for (let step = 0; step < 60; step += 1) {
    const what = draw(10);
    if (what === 0 && head > finalized) await reorganise(1 + draw(Math.min(3, head - finalized)));
    else if (what === 1) await finalize();
    else if (what > 2) await commit(change);
    const paths = listings();
    const [kept, read] = [
      await Promise.all(paths.map((path) => ask(api.app, path))),
      await Promise.all(paths.map((path) => ask(fresh, path))),
    ];
    paths.forEach((path, at) => expect(kept[at], `${path} after step ${step}`).toEqual(read[at]));
  }
}, 120_000);

test('an answer that no block touches is not read again, and tells of the newest block', async () => {
  let reads = 0;
  const { sql } = api;
  const unsafe = sql.unsafe.bind(sql);
  sql.unsafe = (text, ...rest) => {
    if (text.includes('"jobs"') && !text.includes('with changed')) reads += 1;
    return unsafe(text, ...rest);
  };
  const quiet = `/jobs?buyer=${account(3)}`;
  const [job] = await api.writer<{ job_id: string }[]>`select job_id from jobs where buyer = ${account(1)}`;
  const touch = () =>
    commit((transaction, block) => changeJob(transaction, block, job?.job_id ?? '', `paid = ${block}`));
  // what was read before the first look at the blocks is read again
  for (let turn = 0; turn < 2; turn += 1) {
    await ask(api.app, quiet);
    await touch();
  }
  const first = await ask(api.app, quiet);
  const before = reads;
  for (let turn = 0; turn < 5; turn += 1) {
    await touch();
    const again = await ask(api.app, quiet);
    expect(again).toEqual({ ...first, block: `${head} ${hash32(head)}` });
    expect((await ask(api.app, `/jobs?buyer=${account(1)}`)).text).toContain(`"paid":"${head}"`);
  }
  expect(reads - before).toBe(5);
});
