import { expect, test } from 'vitest';
import { account, Story } from '../testing/story.ts';
import { owedOf, type Stake } from './dividends.ts';

const nobody = account('0');
/** The stories' events all come from this contract, so it is the shares. */
const shares = account('e');
const [holder, friend, token, other] = [account('6'), account('7'), account('5'), account('8')];
const unit = 10n ** 27n;

const created = {
  name: 'revenueShares.SharesCreated',
  ...{ assetId: 7n, token: shares, holder, supply: 3n, label: 'Reef', symbol: 'REEF' },
} as const;
const minted = { name: 'shareToken.Transfer', from: nobody, to: holder, value: 3n } as const;
const added = (which = token) => ({ name: 'shareToken.TokenAdded', token: which }) as const;
const income = (amount: bigint, which = token) =>
  ({ name: 'jobs.Deposited', from: friend, to: shares, token: which, amount }) as const;
const sent = (value: bigint) => ({ name: 'shareToken.Transfer', from: holder, to: friend, value }) as const;
const claimed = (who: `0x${string}`, amount: bigint, which = token) =>
  [
    { name: 'shareToken.DividendClaimed', account: who, token: which, amount },
    { name: 'jobs.CreditTransferred', from: shares, to: who, token: which, amount },
  ] as const;

/** What an account is owed by the rows of a story. */
async function owed(story: Story, who: `0x${string}`, which = token) {
  const rows = story.fold(2);
  const [row] = await rows.state('share_tokens');
  const held = (await rows.state('share_holders')).find((each) => each.account === who);
  const credit = (await rows.state('balances')).find(
    (each) => each.account === shares && each.token === which,
  );
  const place = row?.tokens.indexOf(which) ?? -1;
  return owedOf({
    shares: held?.shares ?? 0n,
    debt: held?.debts[place] ?? 0n,
    supply: row?.supply ?? 0n,
    received: credit?.credited ?? 0n,
    paid: credit?.spent ?? 0n,
    ended: row?.ended[place],
    dissolved: row?.heir === null ? 'no' : row?.heir === who ? 'by the account' : 'by another',
  });
}

test('what came in before the first share exists is the first holder’s', async () => {
  const story = new Story().tell(income(99n), created, added(), minted);
  expect(await owed(story, holder)).toEqual({ amount: 99n, fraction: 0n });
});

test('income belongs to who holds the shares when it comes, and stays theirs when they give them away', async () => {
  const story = new Story().tell(created, added(), minted, income(100n), sent(2n), income(10n));
  // 100 and a third of 10, less what two divisions left; two thirds of 10.
  expect(await owed(story, holder)).toEqual({ amount: 103n, fraction: unit / 3n - 1n });
  expect(await owed(story, friend)).toEqual({ amount: 6n, fraction: (2n * unit) / 3n });
});

test('a claim takes whole units and leaves the fraction', async () => {
  const story = new Story().tell(created, added(), minted, sent(2n), income(100n), ...claimed(friend, 66n));
  expect(await owed(story, friend)).toEqual({ amount: 0n, fraction: (2n * unit) / 3n });
  expect(await story.fold().fact('dividends')).toMatchObject([
    { share_token: shares, account: friend, amount: 66n },
  ]);
});

test('a token that is added late shares out all that came in, by who holds then', async () => {
  const story = new Story().tell(created, added(), minted, income(90n, other), sent(1n), added(other));
  expect(await owed(story, friend, other)).toEqual({ amount: 30n, fraction: 0n });
  expect(await owed(story, holder, other)).toEqual({ amount: 60n, fraction: 0n });
});

const dissolved = new Story().tell(
  ...[created, added(), minted, sent(2n), income(100n)],
  { name: 'shareToken.Transfer', from: holder, to: friend, value: 1n },
  { name: 'shareToken.Transfer', from: friend, to: nobody, value: 3n },
  { name: 'shareToken.SharesDissolved', heir: friend },
  { name: 'revenueShares.SharesReleased', assetId: 7n, token: shares },
);

test('who dissolves shares inherits the remainder and all that comes in from then on; others keep what they are owed', async () => {
  const before = await owed(dissolved, holder);
  expect(before).toEqual({ amount: 33n, fraction: unit / 3n });
  dissolved.tell(income(50n), income(5n, other));
  expect(await owed(dissolved, holder)).toEqual(before);
  // 66.66… and the part that no division gave away, and 50.
  expect(await owed(dissolved, friend)).toEqual({ amount: 116n, fraction: (2n * unit) / 3n + 1n });
  expect(await owed(dissolved, friend, other)).toEqual({ amount: 5n, fraction: 0n });
  const [row] = await dissolved.fold().state('share_tokens');
  expect(row).toMatchObject({ heir: friend, released: true, ended: [100n], supply: 3n });
});

test('tokens added after the end are told, and lengthen no row', async () => {
  const many = Array.from({ length: 40 }, (_, index) => added(`0x${String(index).padStart(40, '0')}`));
  const rows = dissolved.tell(...many, ...claimed(friend, 5n, other)).fold();
  expect((await rows.state('share_tokens'))[0]?.tokens).toEqual([token]);
  expect((await rows.fact('share_payment_tokens')).length).toBe(41);
  expect(await owed(dissolved, friend, other)).toEqual({ amount: 0n, fraction: 0n });
});

test('more than the contract can count is left uncounted', () => {
  const stake: Stake = {
    ...{ shares: 1n, debt: 0n, supply: 1n, received: 2n ** 200n, paid: 0n },
    ...{ ended: undefined, dissolved: 'no' },
  };
  expect(owedOf(stake).amount).toBe(2n ** 128n - 1n);
});
