import { expect, test } from 'vitest';
import { account, cast, digest, ordered, registered, rented, settled, Story } from '../testing/story.ts';

const job = digest('7');
const pay = (role: 'data' | 'algorithm' | 'compute' | 'fee' | 'refund' | 'pass' | 'slash', amount: bigint) =>
  ({ role, account: role === 'refund' ? cast.buyer : account('9'), amount }) as const;
const start = () => new Story().tell(registered, rented(), ordered(job));
const jobAfter = async (story: Story) => (await story.fold().state('jobs'))[0];

test('what a job cost is what others got out of the escrow: royalties and the relay fee are, refunds are not', async () => {
  const story = start()
    .tell({ name: 'jobs.OrderRelayed', jobId: job, relayer: account('a'), fee: 11n })
    .tell({
      name: 'jobs.RoyaltyPaid',
      ...{ jobId: job, assetId: 7n, parentId: 3n, account: account('b'), amount: 50n },
    })
    .tell(
      settled(job, 'released', 60, [
        pay('data', 450n),
        pay('algorithm', 300n),
        pay('compute', 120n),
        pay('fee', 23n),
        pay('refund', 1_096n),
      ]),
    );
  expect(await jobAfter(story)).toMatchObject({ state: 'ended', outcome: 'released', paid: 954n });
});

test('an order that expired cost its buyer nothing, whatever the provider was slashed', async () => {
  const payments = [pay('refund', 2_050n), pay('slash', 100n), pay('slash', 10n)];
  const story = start().tell({ name: 'jobs.JobEnded', jobId: job, outcome: 'expired', payments });
  expect(await jobAfter(story)).toMatchObject({ outcome: 'expired', paid: 0n });
});

test('a pass that comes back cost nothing', async () => {
  const payments = [pay('refund', 1_550n), pay('pass', 500n)];
  expect(await jobAfter(start().tell(settled(job, 'refused', 0, payments)))).toMatchObject({ paid: 0n });
});

test('every state that a job came to is kept with its time', async () => {
  const story = start().tell({ name: 'jobs.JobReported', jobId: job, computeSeconds: 90 });
  expect(await jobAfter(story.tell(settled(job, 'withheld', 80)))).toMatchObject({
    ordered_at: 1_000_030,
    reported_at: 1_000_040,
    reported_seconds: 90,
    ended_at: 1_000_050,
    compute_seconds: 80,
  });
});
