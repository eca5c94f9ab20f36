import { expect, test } from 'vitest';
import { account, cast, digest, Story } from '../testing/story.ts';

const jobId = digest('7');
const opened = {
  name: 'disputes.DisputeOpened',
  jobId,
  buyer: cast.buyer,
  provider: cast.provider,
  token: cast.token,
  bond: 50n,
  frozen: 1_000n,
  arbiter: account('a'),
  ruleBy: 2_000_000,
  evidence: digest('1'),
} as const;
const ruled = (slashed: bigint, bondForfeited = false) =>
  ({ name: 'disputes.DisputeRuled', jobId, slashed, bondForfeited }) as const;
const paid = { name: 'disputes.DisputePaid', jobId, toBuyer: 200n, toTreasury: 200n } as const;
const disputeAfter = async (story: Story) => (await story.fold(1).state('disputes'))[0];

test('a ruling that slashes is over once it is paid', async () => {
  const story = new Story().tell(opened, ruled(400n), paid);
  expect(await disputeAfter(story)).toMatchObject({
    state: 'ruled',
    slashed: 400n,
    bond_forfeited: false,
    to_buyer: 200n,
    to_treasury: 200n,
    closed_at: 1_000_020,
    paid_at: 1_000_030,
  });
});

test('a ruling that slashes nothing pays nothing, whether or not the bond is lost', async () => {
  expect(await disputeAfter(new Story().tell(opened, ruled(0n, true)))).toMatchObject({
    state: 'ruled',
    slashed: 0n,
    bond_forfeited: true,
    paid_at: null,
  });
});

test('silence of the arbiter ends it without a word on the money', async () => {
  const story = new Story().tell(opened, { name: 'disputes.DisputeLapsed', jobId });
  expect(await disputeAfter(story)).toMatchObject({ state: 'lapsed', slashed: null, bond_forfeited: null });
});

test('every answer is kept, the last one beside the dispute', async () => {
  const answer = (evidence: `0x${string}`) =>
    ({ name: 'disputes.DisputeAnswered', jobId, by: cast.operator, evidence }) as const;
  const store = new Story().tell(opened, answer(digest('2')), answer(digest('3'))).fold();
  expect((await store.state('disputes'))[0]).toMatchObject({ state: 'open', answer: digest('3') });
  expect((await store.fact('dispute_answers')).map(({ evidence }) => evidence)).toEqual([
    digest('2'),
    digest('3'),
  ]);
});

test('a ruling on a dispute that was never opened changes nothing', async () => {
  const store = new Story().tell(ruled(1n)).fold();
  expect([store.dangling, await store.state('disputes')]).toEqual([1, []]);
});
