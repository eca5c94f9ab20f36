import { expect, test } from 'vitest';
import { cast, digest, ordered, registered, rented, settled, Story } from '../testing/story.ts';
import { fullLoad } from './compute-price.ts';

const job = digest('7');
const environmentAfter = async (story: Story) => (await story.fold().state('environments'))[0];
const start = () => new Story().tell(registered, rented(), ordered(job));

test('a run that is paid loads its environment at the block of its end', async () => {
  const story = start().tell(settled(job, 'released', 3_600));
  expect(await environmentAfter(story)).toMatchObject({ load: fullLoad / 2n + 1n, load_at: story.time });
});

test('a run that ended refused or failed by the provider loads nothing and moves no clock', async () => {
  for (const outcome of ['refused', 'provider_failed'] as const) {
    expect(await environmentAfter(start().tell(settled(job, outcome, 600)))).toMatchObject({
      load: 0n,
      load_at: 1_000_020,
    });
  }
});

test('a run of no seconds writes nothing, as the contract writes nothing', async () => {
  const environment = await environmentAfter(start().tell(settled(job, 'released', 0)));
  expect(environment?.load_at).toBe(1_000_020);
});

test('a run withheld without a receipt counts what the provider reported, an expired one nothing', async () => {
  const ending = (outcome: 'withheld' | 'expired') =>
    start().tell(
      { name: 'jobs.JobReported', jobId: job, computeSeconds: 3_600 },
      { name: 'jobs.JobEnded', jobId: job, outcome, payments: [] },
    );
  expect((await environmentAfter(ending('withheld')))?.load).toBe(fullLoad / 2n + 1n);
  expect((await environmentAfter(ending('expired')))?.load).toBe(0n);
});

test('a change of the offer keeps the load', async () => {
  const story = start().tell(settled(job, 'released', 3_600), rented(4, 20_000n));
  expect(await environmentAfter(story)).toMatchObject({
    load: fullLoad / 2n + 1n,
    price_per_second: 20_000n,
    environment: cast.environment,
  });
});
