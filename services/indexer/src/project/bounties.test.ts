import { expect, test } from 'vitest';
import { account, digest, Story } from '../testing/story.ts';
import { partOf } from './bounties.ts';

const bountyId = digest('1');
const [first, second, third] = [account('6'), account('7'), account('8')];
const opened = {
  name: 'bounties.BountyOpened',
  ...{ bountyId, funder: first, judge: account('9'), token: account('5') },
  kind: 'model',
  ...{ specification: digest('2'), submitUntil: 2_000_000, decideUntil: 3_000_000 },
} as const;
const funded = (funder: `0x${string}`, amount: bigint, total: bigint) =>
  ({ name: 'bounties.BountyFunded', bountyId, funder, amount, total }) as const;
const submitted = (submission: number) =>
  ({
    name: 'bounties.SubmissionMade',
    ...{ bountyId, submitter: account('a'), submission, assetId: 0n, digest: digest('3') },
  }) as const;
const awarded = (amount: bigint) =>
  ({ name: 'bounties.BountyAwarded', bountyId, submission: 1, submitter: account('a'), amount }) as const;
const reclaimed = (funder: `0x${string}`, amount: bigint) =>
  ({ name: 'bounties.ContributionReclaimed', bountyId, funder, amount }) as const;

const story = () =>
  new Story().tell(
    ...[opened, funded(first, 1n, 1n), funded(second, 1n, 2n), funded(third, 1n, 3n)],
    ...[
      submitted(1),
      submitted(2),
      { name: 'bounties.SubmissionRejected', bountyId, submission: 2 } as const,
    ],
  );

test('a pot of which a part is awarded comes back in parts that are rounded down one after another', async () => {
  const told = story().tell(awarded(1n), { name: 'bounties.BountyClosed', bountyId, rest: 2n });
  for (const [funder, expected] of [
    [first, 0n],
    [second, 1n],
    [third, 1n],
  ] as const) {
    const rows = told.fold();
    const [bounty] = await rows.state('bounties');
    const funding = (await rows.state('bounty_funders')).find((each) => each.funder === funder);
    expect(bounty !== undefined && funding !== undefined && partOf(funding, bounty)).toBe(expected);
    told.tell(reclaimed(funder, expected));
  }
  const rows = told.fold();
  expect(await rows.state('bounties')).toMatchObject([
    { state: 'closed', pot: 0n, rest: 0n, awarded: 1n, reclaimed: 2n, submissions: 2, pending: 1 },
  ]);
  expect(
    (await rows.state('bounty_funders')).map(({ contributed, standing, reclaimed: back }) => [
      contributed,
      standing,
      back,
    ]),
  ).toEqual([
    [1n, 0n, 0n],
    [1n, 0n, 1n],
    [1n, 0n, 1n],
  ]);
});

test('nothing comes back of an empty pot', () => {
  expect(partOf({ standing: 0n }, { pot: 0n, rest: 0n })).toBe(0n);
});

test('a rejected submission keeps its number and what it was', async () => {
  expect(await story().fold().state('bounty_submissions')).toMatchObject([
    { submission: 1, rejected: false },
    { submission: 2, rejected: true, submitter: account('a') },
  ]);
});

test('an award for what was never handed in changes nothing', async () => {
  const rows = new Story().tell(opened, funded(first, 5n, 5n), awarded(1n)).fold();
  expect(rows.dangling).toBe(1);
  expect(await rows.state('bounties')).toMatchObject([{ rest: 5n, awarded: 0n }]);
});
