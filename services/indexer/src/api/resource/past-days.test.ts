import { afterAll, beforeAll, expect, test } from 'vitest';
import { addToTotals } from '../../store/totals.ts';
import { hash32, openTestApi, type TestApi } from '../../testing/api-rows.ts';
import { writeRows } from '../../testing/market-database.ts';
import { account, cast, digest, ordered, registered, rented, settled, Story } from '../../testing/story.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi(0);
  await api.writer`update mirror set finalized = 0`;
}, 60_000);
afterAll(() => api.close());

const day = 86_400;
const ids = [digest('1'), digest('2'), digest('3'), digest('4')] as const;
const [released, expired, withheld, again] = ids;
const payments = [
  { role: 'data', account: account('9'), amount: 500n },
  { role: 'algorithm', account: account('9'), amount: 300n },
  { role: 'compute', account: cast.payout, amount: 120n },
  { role: 'fee', account: account('b'), amount: 23n },
  { role: 'refund', account: cast.buyer, amount: 1_107n },
] as const;
const failureCap = [{ role: 'compute', account: cast.payout, amount: 700n }] as const;
const refund = [{ role: 'refund', account: cast.buyer, amount: 2_050n }] as const;

/** Runs of which several events fall on one day, one for each block: sums of a day grow, and others begin. */
const story = new Story()
  .wait(10 * day - 1_000_000)
  .tell(registered, rented(), ordered(released), ordered(withheld, account('c')), ordered(expired))
  .wait(day)
  .tell(
    settled(released, 'released', 60, payments),
    ordered(again),
    settled(withheld, 'withheld', 30, failureCap),
    settled(again, 'released', 40, payments),
  )
  .wait(day)
  .tell({ name: 'jobs.JobEnded', jobId: expired, outcome: 'expired', payments: refund });
const last = story.length;

/** The mirror as it is when a block is its head. */
async function standAt(block: number): Promise<void> {
  const { writer } = api;
  const store = story.fold(3, block);
  await writer`truncate jobs, job_datasets, payments, market_days, asset_days, provider_days, earnings, blocks`;
  await writeRows(writer, 'jobs', await store.state('jobs'));
  await writeRows(writer, 'payments', await store.fact('payments'));
  await writer.begin((transaction) => addToTotals(transaction, -1, block, 1));
  for (let number = 0; number <= block; number += 1)
    await writer`insert into blocks values (${number}, ${hash32(number)}, ${hash32(number - 1)}, ${number})`;
  await writer`update cursor set number = ${block}, hash = ${hash32(block)}`;
}

const listings = [
  '/market-days?',
  '/market-days?dayFrom=11&dayTo=11',
  `/asset-days?assetId=7`,
  '/asset-days?',
  `/provider-days?provider=${cast.provider}`,
  '/earnings?',
  `/earnings?account=${account('9')}&role=data`,
];

const read = async (path: string): Promise<unknown> => {
  const { status, body, text } = await api.get(path);
  expect(status, `${path} ${text}`).toBe(200);
  return body;
};

test('days and earnings as of a past block are what they were when it was the head', async () => {
  const then = new Map<string, unknown>();
  for (let block = 0; block <= last; block += 1) {
    await standAt(block);
    for (const path of listings) then.set(`${path}&asOf=${block}`, await read(path));
  }
  for (const [path, was] of then) expect(await read(path), path).toEqual(was);
  // Not all alike: each event of these has moved something.
  for (const path of ['/market-days?', '/asset-days?']) {
    const different = new Set(
      [...then].flatMap(([of, was]) => (of.startsWith(path) ? JSON.stringify(was) : [])),
    );
    expect(different.size).toBeGreaterThanOrEqual(last - 1);
  }
});
