import { expect, test } from 'vitest';
import { someContracts } from '../testing/some-contracts.ts';
import { account, Story } from '../testing/story.ts';
import { passIdOf } from './passes.ts';

const { jobs } = someContracts();
const nobody = account('0');
const [holder, friend, token] = [account('6'), account('7'), account('5')];
const id = passIdOf(7n, 1);
const series = { assetId: 7n, series: 1 } as const;
const opened = {
  name: 'accessPass.SeriesOpened',
  ...{ ...series, id },
  details: { token, price: 40n, expiresAt: 9_999_999, supply: 10, transferable: true },
} as const;
const moved = (from: `0x${string}`, to: `0x${string}`, value: bigint, operator = holder) =>
  ({ name: 'accessPass.TransferSingle', operator, from, to, id, value }) as const;
const bought = [
  opened,
  { name: 'accessPass.PassesSold', ...series, buyer: holder, units: 3, paid: 120n },
  moved(nobody, holder, 3n),
] as const;

test('an id is the one that the contract computes', () => {
  // keccak256(abi.encode(uint256(7), uint32(1)))
  expect(passIdOf(7n, 2)).not.toBe(id);
  expect(id.toString(16)).toBe('dc686ec4a0ff239c70e7c7c36e8f853eced3bc8618f48d2b816da2a74311237e');
});

test('what the escrow burns is redeemed and what it mints is restored; a holder’s own moves are neither', async () => {
  const story = new Story().tell(
    ...bought,
    moved(holder, nobody, 1n, jobs),
    moved(nobody, holder, 1n, jobs),
    moved(holder, nobody, 1n, jobs),
    moved(holder, friend, 1n),
  );
  const rows = story.fold();
  expect(await rows.state('pass_series')).toMatchObject([{ sold: 3, redeemed: 2, restored: 1, refunded: 0 }]);
  expect((await rows.state('pass_holders')).map((each) => [each.holder, each.units])).toEqual([
    [holder, 1n],
    [friend, 1n],
  ]);
  expect(
    (await rows.fact('pass_trades')).map(({ kind, account: who, units, amount }) => [
      kind,
      who,
      units,
      amount,
    ]),
  ).toEqual([
    ['sold', holder, 3, 120n],
    ['redeemed', holder, 1, 40n],
    ['restored', holder, 1, 40n],
    ['redeemed', holder, 1, 40n],
  ]);
});

test('a refund counts once, though its units are burnt as well', async () => {
  const rows = new Story()
    .tell(
      ...bought,
      { name: 'accessPass.PassesRefunded', ...series, holder, units: 2, refunded: 80n },
      moved(holder, nobody, 2n, friend),
      { name: 'accessPass.SeriesClosed', ...series },
    )
    .fold();
  expect(await rows.state('pass_series')).toMatchObject([{ refunded: 2, redeemed: 0, closed: true }]);
});

test('a batch moves each id, to oneself nothing, and moves of nothing leave no rows behind', async () => {
  const rows = new Story()
    .tell(
      ...bought,
      {
        name: 'accessPass.TransferBatch',
        operator: holder,
        from: holder,
        to: friend,
        ids: [id, id],
        values: [1n, 1n],
      },
      {
        name: 'accessPass.TransferBatch',
        operator: holder,
        from: holder,
        to: account('8'),
        ids: [id],
        values: [0n],
      },
      moved(holder, holder, 1n),
    )
    .fold();
  expect((await rows.state('pass_holders')).map((each) => [each.holder, each.units])).toEqual([
    [holder, 1n],
    [friend, 2n],
  ]);
});

test('a trade of a series that nobody opened changes nothing', () => {
  expect(new Story().tell(...bought.slice(1, 2)).fold().dangling).toBe(1);
});
