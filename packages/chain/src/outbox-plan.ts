import type { Bytes32 } from '@atoll/schemas/ids';
import type { OutboxAttempt, OutboxEntry, OutboxMined } from './outbox-types.ts';

/** What the chain says about one unfinished entry. */
export interface EntryView {
  /** The receipt of whichever attempt is in the canonical chain now. */
  readonly mined?: OutboxMined;
  /** Whether the node knows the newest attempt, mined or waiting. */
  readonly known: boolean;
}

/** What the chain says to an account with unfinished transactions. */
export interface ChainView {
  readonly headNumber: number;
  /** Transactions of the account that are mined, as of the head. */
  readonly nonce: number;
  /** The same as of `confirmations` blocks below the head: these nonces are used for good. */
  readonly finalNonce: number;
  readonly fees: Fees;
  readonly entries: ReadonlyMap<string, EntryView>;
}

/** Wei per gas. */
export interface Fees {
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

export type OutboxAction =
  | { readonly type: 'mined'; readonly entry: OutboxEntry; readonly mined: OutboxMined }
  | { readonly type: 'final'; readonly entry: OutboxEntry; readonly mined: OutboxMined }
  /** Its block was reorganised away. */
  | { readonly type: 'unmined'; readonly entry: OutboxEntry }
  | { readonly type: 'rebroadcast'; readonly entry: OutboxEntry; readonly attempt: OutboxAttempt }
  | { readonly type: 'reprice'; readonly entry: OutboxEntry; readonly fees: Fees }
  /** Its nonce went to another transaction for good: it can never be mined, so it is signed anew with the next one. */
  | { readonly type: 'renumber'; readonly entry: OutboxEntry; readonly fees: Fees };

export interface PlanSettings {
  readonly confirmations: number;
  /** Milliseconds after which a transaction that waits is re-priced. */
  readonly stuckAfter: number;
  /** Most attempts of one entry; then it is rebroadcast only. */
  readonly maxAttempts: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Nodes replace a waiting transaction when both fees rise by a tenth; an eighth leaves room for rounding. */
const raised = (fee: bigint): bigint => fee + fee / 8n + 1n;

const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** Fees that replace the attempt and suit the chain as it is now. */
export function replacementFees(attempt: Fees, current: Fees): Fees {
  const maxPriorityFeePerGas = larger(raised(attempt.maxPriorityFeePerGas), current.maxPriorityFeePerGas);
  const maxFeePerGas = larger(raised(attempt.maxFeePerGas), current.maxFeePerGas);
  return { maxFeePerGas: larger(maxFeePerGas, maxPriorityFeePerGas), maxPriorityFeePerGas };
}

/**
 * What is due for transactions that are not final, by nonce. Pure: the same values give the same actions, so doing them again after a
 * crash does no harm.
 */
export function plan(
  pending: readonly OutboxEntry[],
  view: ChainView,
  settings: PlanSettings,
): readonly OutboxAction[] {
  return pending.flatMap((entry) => {
    const seen = view.entries.get(entry.key);
    if (seen === undefined) return [];
    return seen.mined === undefined
      ? planWaiting(entry, seen, view, settings)
      : planMined(entry, seen.mined, view, settings);
  });
}

function planMined(
  entry: OutboxEntry,
  mined: OutboxMined,
  view: ChainView,
  settings: PlanSettings,
): OutboxAction[] {
  if (view.headNumber - mined.blockNumber >= settings.confirmations) return [{ type: 'final', entry, mined }];
  const same = entry.state === 'mined' && entry.mined?.blockHash === mined.blockHash;
  return same ? [] : [{ type: 'mined', entry, mined }];
}

function planWaiting(
  entry: OutboxEntry,
  seen: EntryView,
  view: ChainView,
  settings: PlanSettings,
): OutboxAction[] {
  const newest = newestAttempt(entry);
  const actions: OutboxAction[] = entry.state === 'mined' ? [{ type: 'unmined', entry }] : [];
  if (view.finalNonce > entry.nonce) {
    // a node may know the nonce before the receipt: only a nonce that is used for good is given up
    return [...actions, { type: 'renumber', entry, fees: view.fees }];
  }
  if (view.nonce > entry.nonce) return actions;
  const waited = settings.now - newest.signedAt;
  const next = view.nonce === entry.nonce;
  if (next && waited >= settings.stuckAfter && entry.attempts.length < settings.maxAttempts) {
    return [...actions, { type: 'reprice', entry, fees: replacementFees(newest, view.fees) }];
  }
  return seen.known ? actions : [...actions, { type: 'rebroadcast', entry, attempt: newest }];
}

/** The attempt that was signed last; an entry always has one. */
export function newestAttempt(entry: OutboxEntry): OutboxAttempt {
  const newest = entry.attempts.at(-1);
  if (newest === undefined) throw new Error(`outbox entry ${entry.key} has no attempt`);
  return newest;
}

/** Hashes under which the entry may be found, newest first. */
export function hashesOf(entry: OutboxEntry): Bytes32[] {
  return entry.attempts.map((attempt) => attempt.hash).reverse();
}
