import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { expectNothingLeft, expectReleased } from '../support/faults/expect-end.ts';
import { type Market, openMarket } from '../support/faults/open-market.ts';
import { openStateGate, type StateGate } from '../support/faults/state-gate.ts';

let market: Market;
let gate: StateGate;

beforeAll(async () => {
  market = await openMarket();
  gate = await openStateGate(market.stack);
}, 300_000);

afterAll(async () => {
  await gate.close();
  await market.stop();
}, 30_000);

afterEach(() => expectNothingLeft(market));

const provider = () => market.stack.services['compute-provider'];

test('an order that comes while the provider is dead is run once it is back', async () => {
  const quoted = await market.quote();
  await provider().stop('SIGKILL');
  await market.order(quoted);
  await provider().start();
  await expectReleased(market, quoted);
  expect(await gate.signed(quoted.jobId)).toEqual(['settle']);
});

test('a settlement that was signed and never reached a block is sent again, not signed again', async () => {
  const { anvil } = market.stack;
  const quoted = await market.quote();
  await gate.hold(quoted.jobId, 'settling');
  await market.order(quoted);
  await gate.held(quoted.jobId);
  await anvil.rpc('evm_setAutomine', [false]);
  await gate.letGo();
  await expect.poll(() => gate.signed(quoted.jobId), { timeout: 10_000 }).toEqual(['settle']);
  await provider().stop('SIGKILL');
  await anvil.rpc('anvil_dropAllTransactions');
  await anvil.rpc('evm_setAutomine', [true]);
  await provider().start();
  await expectReleased(market, quoted);
  expect(await gate.signed(quoted.jobId)).toEqual(['settle']);
});
