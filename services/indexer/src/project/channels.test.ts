import { expect, test } from 'vitest';
import { account, digest, Story } from '../testing/story.ts';

const channelId = digest('1');
const opened = {
  name: 'channels.ChannelOpened',
  ...{ channelId, payer: account('6'), payee: account('7'), token: account('5'), signer: account('8') },
  ...{ deposit: 100n, closeDelay: 3_600, feeRate: 250 },
} as const;
const redeemed = (cumulative: bigint, paid: bigint, fee: bigint) =>
  ({ name: 'channels.VoucherRedeemed', channelId, cumulative, paid, fee }) as const;

test('vouchers tell the sum so far, so the last one counts and what it added is paid', async () => {
  const rows = new Story()
    .tell(opened, redeemed(40n, 39n, 1n), redeemed(45n, 5n, 0n))
    .tell({ name: 'channels.ChannelToppedUp', channelId, from: account('9'), amount: 20n, deposit: 120n })
    .tell({ name: 'channels.ChannelClosing', channelId, closesAt: 2_000_000 }, redeemed(50n, 5n, 0n))
    .fold();
  expect(await rows.state('channels')).toMatchObject([
    { state: 'closing', deposit: 120n, redeemed: 50n, paid: 49n, fees: 1n, closes_at: 2_000_000 },
  ]);
  expect((await rows.fact('redemptions')).map(({ cumulative }) => cumulative)).toEqual([40n, 45n, 50n]);
});

test('a channel that ended keeps its figures', async () => {
  const rows = new Story()
    .tell(opened, redeemed(40n, 39n, 1n), { name: 'channels.ChannelClosed', channelId, refunded: 60n })
    .fold(1);
  expect(await rows.state('channels')).toMatchObject([{ state: 'closed', redeemed: 40n, refunded: 60n }]);
});

test('a voucher of a channel that nobody opened changes nothing', async () => {
  const rows = new Story().tell(redeemed(40n, 39n, 1n)).fold();
  expect(rows.dangling).toBe(1);
  expect(await rows.fact('redemptions')).toEqual([]);
});
