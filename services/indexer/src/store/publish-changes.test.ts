import { Change } from '@atoll/schemas/change';
import { waitFor } from '@atoll/tests/support/wait';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { account, bytes32, chainTables, jobChange } from '../testing/chain-tables.ts';
import { changesOf, publishChanges } from './publish-changes.ts';

let tables: Awaited<ReturnType<typeof chainTables>>;
beforeAll(async () => {
  tables = await chainTables();
});
afterAll(() => tables.close());

/** A row with every column that may not be null, where the test says nothing about it. */
async function insert(table: string, given: Record<string, string | number | string[]>): Promise<void> {
  const columns = await tables.sql<{ name: string; type: string }[]>`
    select column_name as name, data_type as type from information_schema.columns
    where table_schema = 'market_31337' and table_name = ${table} and is_nullable = 'NO'`;
  const empty = (type: string) =>
    type === 'bytea'
      ? account('0')
      : type === 'text'
        ? ''
        : type === 'boolean'
          ? false
          : type === 'ARRAY'
            ? []
            : 0;
  const row = { ...Object.fromEntries(columns.map(({ name, type }) => [name, empty(type)])), ...given };
  await tables.sql`insert into ${tables.sql(table)} ${tables.sql(row)}`;
}

async function told(change: Change): Promise<Change> {
  await tables.sql.begin((transaction) => publishChanges(transaction, [change]));
  const [row] = await tables.sql`select kind, body from changes order by id desc limit 1`;
  const { kind, body } = z.object({ kind: z.string(), body: Change }).parse(row);
  expect(kind).toBe(body.kind);
  return body;
}

test('a change names everyone whom the mirror knows to be concerned', async () => {
  await insert('assets', { asset_id: '1', owner: account('1') });
  await insert('assets', { asset_id: '2', owner: account('2'), provider: account('f') });
  await insert('jobs', {
    job_id: bytes32('d'),
    buyer: account('a'),
    provider: account('b'),
    token: account('5'),
    algorithm: '2',
    datasets: ['1'],
  });
  expect(await told(jobChange(1, { event: 'jobs.JobEnded', assets: [], accounts: [] }))).toMatchObject({
    assets: ['1', '2'],
    accounts: ['1', '2', 'a', 'b'].map(account),
    tokens: [account('5')],
    provider: account('b'),
  });

  const place = { ...jobChange(1), accounts: [], assets: [] };
  const { jobId: _jobId, ...placed } = place;
  await insert('channels', {
    channel_id: bytes32('1'),
    payer: account('c'),
    payee: account('d'),
    token: account('5'),
  });
  expect(
    await told({ ...placed, kind: 'channel', event: 'channels.ChannelClosed', channelId: bytes32('1') }),
  ).toMatchObject({
    accounts: ['c', 'd'].map(account),
    tokens: [account('5')],
  });
  await insert('disputes', { job_id: bytes32('d'), arbiter: account('8') });
  for (const event of ['disputes.DisputeAnswered', 'disputes.DisputePaid'] as const)
    expect(await told({ ...placed, kind: 'dispute', event, jobId: bytes32('d') })).toMatchObject({
      assets: ['1', '2'],
      accounts: ['1', '2', '8', 'a', 'b'].map(account),
      provider: account('b'),
    });
  await insert('bounties', {
    bounty_id: bytes32('2'),
    funder: account('c'),
    judge: account('e'),
    token: account('6'),
  });
  expect(
    await told({ ...placed, kind: 'bounty', event: 'bounties.BountyClosed', bountyId: bytes32('2') }),
  ).toMatchObject({
    accounts: ['c', 'e'].map(account),
    tokens: [account('6')],
  });
  await insert('share_tokens', { share_token: account('7'), asset_id: '1' });
  expect(
    await told({ ...placed, kind: 'shares', event: 'shareToken.Transfer', shareToken: account('7') }),
  ).toMatchObject({
    assets: ['1'],
    accounts: [account('1')],
  });
  await insert('pass_series', { pass_id: '99', asset_id: '2', token: account('5') });
  expect(
    await told({ ...placed, kind: 'pass', event: 'accessPass.TransferSingle', passes: ['99'] }),
  ).toMatchObject({
    assets: ['2'],
    tokens: [account('5')],
    provider: account('f'),
  });
  await insert('reward_epochs', { epoch: '7', token: account('6') });
  expect(await told({ ...placed, kind: 'reward', event: 'rewards.RewardClaimed', epoch: '7' })).toMatchObject(
    { tokens: [account('6')] },
  );
  await insert('asset_versions', { asset_id: '2', metadata_digest: bytes32('8') });
  const document: Change = {
    kind: 'document',
    digest: bytes32('8'),
    status: 'verified',
    assets: [],
    accounts: [],
    tokens: [],
  };
  expect(await told(document)).toMatchObject({ assets: ['2'], accounts: [account('2')] });
});

test('what the mirror does not know stays as the event told it', async () => {
  const change = jobChange(1, { jobId: bytes32('0'), assets: ['12345'] });
  expect(await told(change)).toEqual(change);
  const reorg = { kind: 'reorg', ancestor: { number: 1, hash: bytes32('1') }, undone: 3 } as const;
  expect(await told(reorg)).toEqual(reorg);
});

test('ids follow the order of commits: a second publication waits for the first to end', async () => {
  const holding = Promise.withResolvers<void>();
  const written = Promise.withResolvers<void>();
  const first = tables.sql.begin(async (transaction) => {
    await publishChanges(transaction, [jobChange(1)]);
    written.resolve();
    await holding.promise;
  });
  await written.promise;
  let done = false;
  const second = tables.sql
    .begin((transaction) => publishChanges(transaction, [jobChange(2)]))
    .then(() => (done = true));
  await waitFor('the second waiting', async () => {
    const [row] = await tables.sql`
      select count(*)::integer as count from pg_locks where locktype = 'advisory' and not granted
        and database = (select oid from pg_database where datname = current_database())`;
    return row?.['count'] === 1;
  });
  expect(done).toBe(false);
  holding.resolve();
  await Promise.all([first, second]);
  const rows =
    await tables.sql`select body -> 'block' ->> 'number' as number from changes order by id desc limit 2`;
  expect(rows.map(({ number }) => Number(number))).toEqual([2, 1]);
});

test('while the backfill runs nothing is told', async () => {
  const count = () => tables.sql`select count(*)::integer as count from changes`;
  const before = await count();
  await tables.sql`update mirror set phase = 'backfill'`;
  await tables.sql.begin((transaction) => publishChanges(transaction, [jobChange(1)]));
  await tables.sql`update mirror set phase = 'live'`;
  expect(await count()).toEqual(before);
});

test('an event whose block was not given is a mistake of the caller', () => {
  const event = { name: 'jobs.JobReported', jobId: bytes32('d'), computeSeconds: 1 } as const;
  const place = {
    emitter: account('e'),
    blockNumber: 5,
    logIndex: 2,
    blockTimestamp: 9,
    transactionHash: bytes32('c'),
  };
  expect(changesOf([{ ...event, ...place }], [{ number: 5, hash: bytes32('b') }])).toMatchObject([
    { kind: 'job', block: { number: 5, hash: bytes32('b'), time: 9 } },
  ]);
  expect(() => changesOf([{ ...event, ...place }], [])).toThrow('block 5');
});
