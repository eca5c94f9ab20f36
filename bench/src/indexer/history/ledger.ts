import type { Address } from '@atoll/schemas/ids';
import type { HistoryLog } from './encode-event.ts';
import { events } from './events.ts';
import type { World } from './world.ts';

const keyOf = (token: Address, account: Address): string => `${token}${account.slice(2)}`;

export const creditOf = (world: World, token: Address, account: Address): bigint =>
  world.credits.get(keyOf(token, account)) ?? 0n;

export function credit(world: World, token: Address, account: Address, amount: bigint): void {
  world.credits.set(keyOf(token, account), creditOf(world, token, account) + amount);
}

export function debit(world: World, token: Address, account: Address, amount: bigint): void {
  const left = creditOf(world, token, account) - amount;
  if (left < 0n) throw new RangeError(`${account} owes ${-left}`);
  world.credits.set(keyOf(token, account), left);
}

/** An account moves tokens of its wallet into the ledger. */
export function deposit(
  world: World,
  token: Address,
  from: Address,
  to: Address,
  amount: bigint,
): HistoryLog {
  credit(world, token, to, amount);
  return events.deposited({ from, to, token, amount });
}

/** What a contract takes from a wallet becomes its own credit. */
export const collect = (world: World, token: Address, contract: Address, amount: bigint): HistoryLog =>
  deposit(world, token, contract, contract, amount);

/** Credit moves from one account to another; of nothing, no log tells. */
export function pay(
  world: World,
  token: Address,
  from: Address,
  to: Address,
  amount: bigint,
): readonly HistoryLog[] {
  if (amount === 0n) return [];
  debit(world, token, from, amount);
  credit(world, token, to, amount);
  return [events.creditTransferred({ from, to, token, amount })];
}
