import { expect, test } from 'vitest';
import { someContracts } from '../testing/some-contracts.ts';
import { account, digest, Story } from '../testing/story.ts';

const { rewards } = someContracts();
const token = account('5');
const paidIn = (amount: bigint) =>
  ({ name: 'jobs.Deposited', from: account('6'), to: rewards, token, amount }) as const;
const proposed = (epoch: bigint, total: bigint, root = digest('1')) =>
  ({
    name: 'rewards.EpochProposed',
    ...{ epoch, token, root, total, dataDigest: digest('2'), claimableFrom: 2_000_000 },
  }) as const;
const claimed = (epoch: bigint, amount: bigint) =>
  ({ name: 'rewards.RewardClaimed', epoch, account: account('7'), amount }) as const;

test('an epoch is proposed out of what no other one may take', async () => {
  const rows = new Story().tell(paidIn(100n), proposed(1n, 60n), proposed(2n, 30n)).fold(1);
  expect((await rows.state('reward_epochs')).map(({ epoch, fund }) => [epoch, fund])).toEqual([
    [1n, 100n],
    [2n, 40n],
  ]);
  expect(await rows.state('reward_funds')).toEqual([{ token, committed: 90n }]);
});

test('a refused number frees its money and is proposed again in the same row', async () => {
  const rows = new Story()
    .tell(paidIn(100n), proposed(1n, 60n), { name: 'rewards.EpochVetoed', epoch: 1n, by: account('9') })
    .tell(proposed(1n, 70n, digest('3')), claimed(1n, 20n))
    .fold(2);
  expect(await rows.state('reward_epochs')).toMatchObject([
    { state: 'proposed', root: digest('3'), total: 70n, fund: 100n, claimed: 20n },
  ]);
  expect(await rows.state('reward_funds')).toEqual([{ token, committed: 50n }]);
});

test('what nobody claimed is swept, and nothing is committed any more', async () => {
  const rows = new Story()
    .tell(paidIn(100n), proposed(1n, 60n), claimed(1n, 20n), {
      name: 'rewards.EpochSwept',
      epoch: 1n,
      amount: 40n,
    })
    .fold(1);
  expect(await rows.state('reward_epochs')).toMatchObject([{ state: 'swept', claimed: 20n, swept: 40n }]);
  expect(await rows.state('reward_funds')).toEqual([{ token, committed: 0n }]);
});
