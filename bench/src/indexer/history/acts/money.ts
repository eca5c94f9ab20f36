import { paymentTokens } from '../deployment.ts';
import type { HistoryLog } from '../encode-event.ts';
import { events } from '../events.ts';
import { creditOf, debit, deposit, pay } from '../ledger.ts';
import {
  accountOf,
  cents,
  chance,
  oneOf,
  relayer,
  someone,
  someWord,
  type World,
  zeroAddress,
} from '../world.ts';

const someToken = (world: World) => oneOf(world, paymentTokens) ?? paymentTokens[0];

export function depositCredit(world: World): readonly HistoryLog[] {
  const account = someone(world);
  return [deposit(world, someToken(world), account, account, cents(world, 1_000, 50_000))];
}

/** Who earned something takes all of it out, half of them through the relay. */
export function withdrawCredit(world: World): readonly HistoryLog[] {
  const asset = oneOf(world, chance(world, 0.8) ? world.datasets : world.algorithms);
  if (asset === undefined) return [];
  const { token } = asset;
  const account = chance(world, 0.3)
    ? (oneOf(world, world.providers)?.payout ?? zeroAddress)
    : accountOf(asset);
  const amount = creditOf(world, token, account);
  if (amount === 0n) return [];
  debit(world, token, account, amount);
  const withdrawn = events.withdrawn({ account, token, to: account, amount });
  if (chance(world, 0.5)) return [withdrawn];
  const digest = someWord(world.random);
  return [
    withdrawn,
    events.actExecuted({ digest, account, relayer: relayer(world), feeToken: zeroAddress, fee: 0n }),
  ];
}

export function sendCredit(world: World): readonly HistoryLog[] {
  const asset = oneOf(world, world.datasets);
  if (asset === undefined) return [];
  const account = accountOf(asset);
  const to = someone(world);
  if (to === account) return [];
  return pay(world, asset.token, account, to, creditOf(world, asset.token, account) / 3n);
}
