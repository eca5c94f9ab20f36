import { expect, test } from 'vitest';
import { cast, digest, ordered, registered, rented, settled, Story } from '../testing/story.ts';

const job = digest('7');
const rated = (buyer: `0x${string}`) =>
  ({
    name: 'ratings.Rated',
    ...{ jobId: job, buyer, provider: cast.provider, score: 2, paid: 900n, comment: digest('0') },
  }) as const;
const ratingsOf = async (story: Story) => story.fold().fact('ratings');

test('a rating carries the token and the end of its job, however late it comes', async () => {
  const story = new Story().tell(registered, rented(), ordered(job), settled(job)).wait(10_000);
  expect(await ratingsOf(story.tell(rated(cast.buyer)))).toMatchObject([
    { token: cast.token, job_ended_at: 1_000_040, rated_at: 1_010_050, counted: true },
  ]);
});

test('ratings of jobs that the provider, its operator or its payout ordered do not count', async () => {
  for (const own of [cast.provider, cast.operator, cast.payout]) {
    const story = new Story().tell(registered, rented(), ordered(job, own), settled(job), rated(own));
    expect(await ratingsOf(story)).toMatchObject([{ counted: false }]);
  }
});

test('a provider that names a critic as its operator after the order does not get rid of the rating', async () => {
  const named = { ...registered, name: 'providerRegistry.ProviderUpdated', operator: cast.buyer } as const;
  const story = new Story().tell(registered, rented(), ordered(job), settled(job), named, rated(cast.buyer));
  expect(await ratingsOf(story)).toMatchObject([{ counted: true }]);
});

test('a rating of a job that the chain never ended changes nothing', async () => {
  const store = new Story().tell(registered, rented(), ordered(job), rated(cast.buyer)).fold();
  expect([store.dangling, await store.fact('ratings')]).toEqual([1, []]);
});
