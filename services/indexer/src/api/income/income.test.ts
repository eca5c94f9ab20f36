import { rewardTree } from '@atoll/sdk/reward-tree';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StateName } from '../../project/tables.ts';
import type { Sql } from '../../store/connection.ts';
import { openMarketDatabase, writeRows } from '../../testing/market-database.ts';
import { someContracts } from '../../testing/some-contracts.ts';
import { account, cast, digest, ordered, settled, Story } from '../../testing/story.ts';
import { claimableDividends } from './claimable-dividends.ts';
import { epochTree } from './epoch-tree.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await openMarketDatabase();
  const rows = story.fold();
  const states = ['jobs', 'disputes', 'balances', 'share_tokens', 'share_holders', 'reward_epochs'] as const;
  for (const name of states satisfies readonly StateName[])
    await writeRows(sql, name, await rows.state(name));
  await writeRows(sql, 'payments', await rows.fact('payments'));
});
afterAll(() => sql.end());

const nobody = account('0');
const { token, buyer } = cast;
const [owner, author, parent, treasury] = [account('9'), account('8'), account('7'), account('6')];
const [first, second, disputed] = [digest('1'), digest('2'), digest('3')];
/** The stories' events all come from this contract, so it is the shares. */
const shares = account('e');
const unit = 10n ** 27n;

const paid = (data: bigint, code: bigint, fee: bigint) => [
  { role: 'data', account: owner, amount: data } as const,
  { role: 'algorithm', account: author, amount: code } as const,
  { role: 'compute', account: cast.payout, amount: 20_000n } as const,
  { role: 'fee', account: treasury, amount: fee } as const,
];
const opened = {
  name: 'disputes.DisputeOpened',
  ...{ jobId: disputed, buyer, provider: cast.provider, token, bond: 1n, frozen: 1n, arbiter: account('a') },
  ...{ ruleBy: 2_000_000, evidence: digest('0') },
} as const;
const moved = (from: `0x${string}`, to: `0x${string}`, value: bigint) =>
  ({ name: 'shareToken.Transfer', from, to, value }) as const;

const story = new Story()
  .tell(ordered(first), ordered(second, parent), ordered(disputed))
  .tell({
    name: 'jobs.RoyaltyPaid',
    jobId: first,
    assetId: 7n,
    parentId: 1n,
    account: parent,
    amount: 10_000n,
  })
  .tell(settled(first, 'released', 60, paid(50_000n, 30_000n, 11_000n)))
  // The parent buys for itself, and what it is paid by that counts for nobody.
  .tell({
    name: 'jobs.RoyaltyPaid',
    jobId: second,
    assetId: 7n,
    parentId: 1n,
    account: parent,
    amount: 10_000n,
  })
  .tell(settled(second, 'released', 60, paid(60_000n, 10_000n, 10_000n)))
  .tell(settled(disputed, 'released', 60, paid(900_000n, 10_000n, 90_000n)), opened)
  .tell(
    {
      name: 'revenueShares.SharesCreated',
      assetId: 7n,
      token: shares,
      holder: owner,
      supply: 4n,
      label: 'R',
      symbol: 'R',
    },
    ...[{ name: 'shareToken.TokenAdded', token } as const, moved(nobody, owner, 4n)],
    { name: 'jobs.Deposited', from: buyer, to: shares, token, amount: 101n },
    ...[
      moved(owner, author, 1n),
      { name: 'jobs.Deposited', from: buyer, to: shares, token, amount: 10n } as const,
    ],
    { name: 'shareToken.DividendClaimed', account: owner, token, amount: 100n },
    { name: 'jobs.CreditTransferred', from: shares, to: owner, token, amount: 100n },
  );
const epoch = BigInt(Math.floor(1_000_000 / (7 * 86_400)));
const reader = () => ({ sql, contracts: someContracts() });

test('an epoch is what its sales’ fees come to: royalties count, disputed sales and one’s own do not', async () => {
  const tree = await epochTree(reader(), { epoch, token, fund: '1000000' });
  // Of 11,000 a tenth for each tenth of what was paid: 5,000, 3,000 and 1,000; of 10,000 for the second: 6,000 and 1,000.
  // All count 16,000, of which a buyer counts at most 1,600 for an account; half of that is given back.
  expect(tree.entries.map((entry) => [entry.account, entry.amount])).toEqual([
    [parent, '500'],
    [author, '1300'],
    [owner, '1600'],
  ]);
  const amounts = tree.entries.map((entry) => ({
    epoch,
    account: entry.account,
    amount: BigInt(entry.amount),
  }));
  expect(tree).toMatchObject({ root: rewardTree(amounts).root, total: '3400' });
  const [own] = (await epochTree(reader(), { epoch, token, fund: '1000000', account: author })).entries;
  expect(own?.proof).toEqual(rewardTree(amounts).proofOf(author));
  expect(tree).not.toHaveProperty('matches');
});

test('an epoch of more than an answer may take is refused, with what else there is to do', async () => {
  const asked = { epoch, token, fund: '1000000' };
  const few = epochTree(reader(), asked, { payments: 9, entries: 10 });
  await expect(few).rejects.toMatchObject({
    code: 'query_too_costly',
    hint: expect.stringContaining('recomputeEpoch'),
  });
  const short = { payments: 100, entries: 2 };
  await expect(epochTree(reader(), asked, short)).rejects.toThrow('rewards 3 accounts');
  expect((await epochTree(reader(), { ...asked, account: author }, short)).entries).toHaveLength(1);
});

test('the weeks beside it have no root', async () => {
  for (const other of [epoch - 1n, epoch + 1n]) {
    const tree = await epochTree(reader(), { epoch: other, token });
    expect([tree.root, tree.entries, tree.total]).toEqual([undefined, [], '0']);
  }
  await expect(epochTree(reader(), { epoch: 2n ** 255n, token })).rejects.toThrow('path.epoch');
});

test('what shares owe is told in whole units and the fraction beyond, what was claimed taken off', async () => {
  const of = async (who: `0x${string}`) => (await claimableDividends({ sql }, { account: who })).items;
  // 101 and three quarters of 10, less 100; a quarter of 10.
  expect(await of(owner)).toEqual([
    { shareToken: shares, token, amount: '8', fraction: (unit / 2n).toString() },
  ]);
  expect(await of(author)).toEqual([
    { shareToken: shares, token, amount: '2', fraction: (unit / 2n).toString() },
  ]);
  expect(await of(parent)).toEqual([]);
  expect(
    (await claimableDividends({ sql }, { account: owner, after: { shareToken: shares, token } })).items,
  ).toEqual([]);
});
