import { contracts, deployment, paymentTokens } from '../deployment.ts';
import type { HistoryLog } from '../encode-event.ts';
import { events } from '../events.ts';
import { collect, pay } from '../ledger.ts';
import {
  type Channel,
  cents,
  chance,
  feeRate,
  oneOf,
  someone,
  someWord,
  takeOneOf,
  type World,
} from '../world.ts';

export function openChannel(world: World): readonly HistoryLog[] {
  const provider = oneOf(world, world.providers);
  if (provider === undefined) return [];
  const channel: Channel = {
    id: someWord(world.random),
    payer: someone(world),
    payee: provider.payout,
    token: oneOf(world, paymentTokens) ?? paymentTokens[0],
    deposit: cents(world, 1_000, 100_000),
    redeemed: 0n,
  };
  world.channels.push(channel);
  const { id: channelId, payer, payee, token, deposit } = channel;
  return [
    collect(world, token, contracts.channels, deposit),
    events.channelOpened({
      channelId,
      payer,
      payee,
      token,
      signer: payer,
      deposit,
      closeDelay: 86_400,
      feeRate,
    }),
  ];
}

export function topUpChannel(world: World): readonly HistoryLog[] {
  const channel = oneOf(world, world.channels);
  if (channel === undefined) return [];
  const amount = cents(world, 1_000, 10_000);
  channel.deposit += amount;
  const { id: channelId, payer, token, deposit } = channel;
  return [
    collect(world, token, contracts.channels, amount),
    events.channelToppedUp({ channelId, from: payer, amount, deposit }),
  ];
}

const feeOf = (cumulative: bigint): bigint => (cumulative * BigInt(feeRate)) / 10_000n;

/** Vouchers of a fifth of what is left, or of all. */
export function redeemVoucher(world: World): readonly HistoryLog[] {
  const channel = oneOf(world, world.channels);
  if (channel === undefined) return [];
  const left = channel.deposit - channel.redeemed;
  const taken = chance(world, 0.9) ? left / 5n : left;
  if (taken === 0n) return [];
  const { id: channelId, payee, token, redeemed } = channel;
  channel.redeemed += taken;
  const cumulative = channel.redeemed;
  const fee = feeOf(cumulative) - feeOf(redeemed);
  return [
    events.voucherRedeemed({ channelId, cumulative, paid: taken - fee, fee }),
    ...pay(world, token, contracts.channels, payee, taken - fee),
    ...pay(world, token, contracts.channels, deployment.treasury, fee),
  ];
}

export function closeChannel(world: World): readonly HistoryLog[] {
  const channel = takeOneOf(world, world.channels);
  if (channel === undefined) return [];
  const refunded = channel.deposit - channel.redeemed;
  return [
    events.channelClosed({ channelId: channel.id, refunded }),
    ...pay(world, channel.token, contracts.channels, channel.payer, refunded),
  ];
}
