import { expect, test } from 'vitest';
import { type ChainView, plan, type PlanSettings, replacementFees } from './outbox-plan.ts';
import type { OutboxEntry, OutboxMined } from './outbox-types.ts';

const hash = (digit: string): `0x${string}` => `0x${digit.repeat(64)}`;
const fees = { maxFeePerGas: 100n, maxPriorityFeePerGas: 10n };
const waiting: OutboxEntry = {
  key: 'settle',
  sender: `0x${'1'.repeat(40)}`,
  nonce: 5,
  to: `0x${'2'.repeat(40)}`,
  data: '0x',
  gas: 21_000n,
  attempts: [{ hash: hash('a'), raw: '0x02', ...fees, signedAt: 1000 }],
  state: 'pending',
};
const block: OutboxMined = {
  hash: hash('a'),
  blockNumber: 10,
  blockHash: hash('b'),
  status: 'success',
  gasUsed: 21_000n,
};
const settings: PlanSettings = { confirmations: 2, stuckAfter: 30_000, maxAttempts: 3, now: 2000 };

function view(entry: { mined?: OutboxMined; known: boolean }, chain: Partial<ChainView> = {}): ChainView {
  return { headNumber: 10, nonce: 5, finalNonce: 5, fees, entries: new Map([['settle', entry]]), ...chain };
}
const types = (entry: OutboxEntry, chain: ChainView, changed: Partial<PlanSettings> = {}) =>
  plan([entry], chain, { ...settings, ...changed }).map((action) => action.type);

test('a transaction that the node has is left alone', () => {
  expect(types(waiting, view({ known: true }))).toEqual([]);
});

test('a transaction that was dropped is broadcast again', () => {
  expect(types(waiting, view({ known: false }))).toEqual(['rebroadcast']);
});

test('a transaction that waits for long is re-priced, the next of its account only', () => {
  const late = { now: 40_000 };
  expect(types(waiting, view({ known: true }), late)).toEqual(['reprice']);
  expect(types(waiting, view({ known: true }, { nonce: 4, finalNonce: 4 }), late)).toEqual([]);
});

test('a transaction is not re-priced without end', () => {
  const many = { ...waiting, attempts: Array.from({ length: 3 }, () => waiting.attempts).flat() };
  expect(types(many, view({ known: true }), { now: 40_000 })).toEqual([]);
});

test('a replacement raises both fees by more than the tenth that nodes ask for', () => {
  const raised = replacementFees(fees, { maxFeePerGas: 1n, maxPriorityFeePerGas: 1n });
  expect(raised).toEqual({ maxFeePerGas: 113n, maxPriorityFeePerGas: 12n });
  expect(replacementFees(fees, { maxFeePerGas: 900n, maxPriorityFeePerGas: 1n }).maxFeePerGas).toBe(900n);
});

test('a mined transaction is final only under its confirmations', () => {
  expect(types(waiting, view({ known: true, mined: block }))).toEqual(['mined']);
  const mined: OutboxEntry = { ...waiting, state: 'mined', mined: block };
  expect(types(mined, view({ known: true, mined: block }, { headNumber: 11 }))).toEqual([]);
  expect(types(mined, view({ known: true, mined: block }, { headNumber: 12 }))).toEqual(['final']);
});

test('a transaction that a reorg moved to another block is noted anew', () => {
  const mined: OutboxEntry = { ...waiting, state: 'mined', mined: block };
  expect(types(mined, view({ known: true, mined: { ...block, blockHash: hash('c') } }))).toEqual(['mined']);
});

test('a transaction whose block is gone waits again and is broadcast', () => {
  const mined: OutboxEntry = { ...waiting, state: 'mined', mined: block };
  expect(types(mined, view({ known: false }))).toEqual(['unmined', 'rebroadcast']);
});

test('a nonce that somebody else used is given up only when that is final', () => {
  expect(types(waiting, view({ known: false }, { nonce: 6 }))).toEqual([]);
  expect(types(waiting, view({ known: false }, { nonce: 6, finalNonce: 6 }))).toEqual(['renumber']);
});
