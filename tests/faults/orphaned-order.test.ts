import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import {
  expectNothingLeft,
  expectNothingReleased,
  expectReleased,
  leftOf,
} from '../support/faults/expect-end.ts';
import { readEnds } from '../support/faults/ledger.ts';
import { type Market, openMarket, type Ordered } from '../support/faults/open-market.ts';
import { openStateGate, type StateGate } from '../support/faults/state-gate.ts';
import { balanceInWallet } from '../support/flow/token-balance.ts';
import { waitFor } from '../support/wait.ts';

let market: Market;
let gate: StateGate;
let purse: bigint;

beforeAll(async () => {
  market = await openMarket({ confirmations: 2 });
  gate = await openStateGate(market.stack);
  purse = await inWallet();
}, 300_000);

afterAll(async () => {
  await gate.close();
  await market.stop();
}, 30_000);

afterEach(() => expectNothingLeft(market));

const inWallet = () => balanceInWallet(market.stack, market.stack.wallets.buyer.address);

async function blockNumber(): Promise<number> {
  return Number(await market.stack.anvil.rpc('eth_blockNumber'));
}

/** Orders and gives the block before the order's, to which a reorganisation can go back. */
async function orderAfter(quoted: Ordered): Promise<number> {
  await market.order(quoted);
  return (await blockNumber()) - 1;
}

/** Replaces every block above this one by an empty one, and adds two, so that the new branch is the longer one. */
async function reorganise(above: number): Promise<void> {
  await market.stack.anvil.rpc('anvil_reorg', [(await blockNumber()) - above, []]);
  await market.stack.anvil.mine(2);
}

async function expectMoneyBack({ jobId }: Ordered): Promise<void> {
  expect(await inWallet()).toBe(purse);
  expect(await readEnds(market.stack, jobId)).toEqual({ ends: [], paid: 0n, refunded: 0n });
  expect(await gate.signed(jobId)).toEqual([]);
}

test('an order that is thrown out before it was confirmed is never run', async () => {
  const quoted = await market.quote();
  await reorganise(await orderAfter(quoted));
  await market.stack.anvil.mine(3);
  const later = await market.buy();
  await market.stack.anvil.mine(2);
  await gate.reached(later.jobId, 'running');
  // the follower has read past the blocks of the first order
  expect(await gate.timeline(quoted.jobId)).toEqual([]);
  await gate.reached(later.jobId, 'settling');
  await settled(later);
  purse = await inWallet();
});

/** Waits for the settlement that the provider sends once the run is over: on a busy machine a run alone takes ten seconds. */
async function settlementOf({ jobId }: Ordered): Promise<void> {
  const isThere = async () => (await readEnds(market.stack, jobId)).ends.length === 1;
  await waitFor('the settlement', isThere, { deadlineMs: 40_000 });
}

/** Mines until the job's settlement is final, and shows its end. */
async function settled(ordered: Ordered): Promise<void> {
  await settlementOf(ordered);
  await market.stack.anvil.mine(2);
  await expectReleased(market, ordered);
}

test('an order that is thrown out before its run ends orphaned', async () => {
  const quoted = await market.quote(30);
  await gate.hold(quoted.jobId, 'provisioning');
  const before = await orderAfter(quoted);
  await market.stack.anvil.mine(2);
  await gate.held(quoted.jobId);
  await reorganise(before);
  await gate.letGo();
  await expectNothingReleased(market, quoted, 'orphaned');
  await expectMoneyBack(quoted);
});

test('an order that is thrown out while it runs ends orphaned, and its run is ended', async () => {
  const quoted = await market.quote(30);
  const before = await orderAfter(quoted);
  await market.stack.anvil.mine(2);
  await gate.reached(quoted.jobId, 'running');
  expect(await leftOf(market.stack, market.socketPath)).not.toEqual([]);
  await reorganise(before);
  await expectNothingReleased(market, quoted, 'orphaned');
  await expectMoneyBack(quoted);
});

test('an order that is thrown out while its provider is dead ends orphaned once that is back', async () => {
  const provider = market.stack.services['compute-provider'];
  const quoted = await market.quote(30);
  const before = await orderAfter(quoted);
  await market.stack.anvil.mine(2);
  await gate.reached(quoted.jobId, 'running');
  await provider.stop('SIGKILL');
  await reorganise(before);
  await provider.start();
  await expectNothingReleased(market, quoted, 'orphaned');
  await expectMoneyBack(quoted);
});

test('an order that is thrown out together with its settlement ends orphaned, and its result stays shut', async () => {
  const quoted = await market.quote();
  const before = await orderAfter(quoted);
  await market.stack.anvil.mine(2);
  await settlementOf(quoted);
  await reorganise(before);
  await expectNothingReleased(market, quoted, 'orphaned');
  expect(await inWallet()).toBe(purse);
  expect((await readEnds(market.stack, quoted.jobId)).ends).toEqual([]);
});

test('a settlement that is thrown out while its order stays is sent again and pays once', async () => {
  const quoted = await market.quote();
  await market.order(quoted);
  await market.stack.anvil.mine(2);
  await settlementOf(quoted);
  await reorganise((await blockNumber()) - 1);
  await settled(quoted);
});
