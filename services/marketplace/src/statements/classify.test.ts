import { Address } from '@atoll/schemas/ids';
import { expect, test } from 'vitest';
import { type Announcement, meaningOf } from './classify.ts';

const someone = (byte: string) => Address.parse(`0x${byte.repeat(20)}`);
const [channels, disputes, rewards, accessPass] = ['c1', 'c2', 'c3', 'c4'].map(someone) as [
  Address,
  Address,
  Address,
  Address,
];
const treasury = someone('fe');
const me = someone('aa');

const transfer = (from: Address, changes: { to?: Address; units?: bigint; logIndex?: number } = {}) => ({
  ...{ blockNumber: 5, logIndex: 7, transaction: '0x01', from, to: me, units: 10n },
  ...changes,
});
const told = (event: string, emitter: Address, words: Announcement['words'], logIndex = 6): Announcement => ({
  ...{ blockNumber: 5, logIndex, transaction: '0x01', emitter, event, words },
});
const meaning = (moved: ReturnType<typeof transfer>, announcements: readonly Announcement[]) =>
  meaningOf(moved, { announcements, treasury, accessPass }).event;

test('a bond that comes back is a refund, what a ruling gives beside it is compensation', () => {
  const ruled = told('disputes.DisputeRuled', disputes, { jobId: '0x1', bondForfeited: false }, 3);
  const paid = told('disputes.DisputePaid', disputes, { jobId: '0x1' }, 5);
  expect(meaning(transfer(disputes, { logIndex: 4 }), [ruled, paid])).toBe('bond_returned');
  expect(meaning(transfer(disputes, { logIndex: 6 }), [ruled, paid])).toBe('compensation');
  const forfeited = told('disputes.DisputeRuled', disputes, { jobId: '0x1', bondForfeited: true }, 3);
  expect(meaning(transfer(disputes, { logIndex: 4 }), [forfeited])).toBe('forfeited_bond');
});

test('a voucher pays the payee an income and the treasury a fee', () => {
  const redeemed = told('channels.VoucherRedeemed', channels, { channelId: '0x2', paid: '97', fee: '3' });
  expect(meaning(transfer(channels, { units: 97n }), [redeemed])).toBe('channel_income');
  expect(meaning(transfer(channels, { units: 3n, to: treasury }), [redeemed])).toBe('channel_fee');
  expect(meaning(transfer(channels, { units: 97n, to: treasury }), [redeemed])).toBe('channel_income');
});

test('what another contract, another transaction or a later event says means nothing', () => {
  const reward = { epoch: '9' };
  expect(meaning(transfer(rewards), [told('rewards.RewardClaimed', rewards, reward)])).toBe('reward');
  expect(meaning(transfer(rewards), [told('rewards.RewardClaimed', channels, reward)])).toBe('transfer_in');
  expect(meaning(transfer(rewards), [told('rewards.RewardClaimed', rewards, reward, 8)])).toBe('transfer_in');
  const elsewhere = { ...told('rewards.RewardClaimed', rewards, reward), transaction: '0x02' };
  expect(meaning(transfer(rewards), [elsewhere])).toBe('transfer_in');
});

test('runs that were paid ahead and never used are refunded; money of a stranger is a transfer', () => {
  expect(meaning(transfer(accessPass), [])).toBe('pass_refund');
  expect(meaning(transfer(someone('bb')), [])).toBe('transfer_in');
});
