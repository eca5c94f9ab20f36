import { readBalance } from '@atoll/chain/read-balance';
import { readCollateral } from '@atoll/chain/read-collateral';
import { expireJob } from '@atoll/sdk/expire-job';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { expectNothingLeft, expectNothingReleased, leftOf } from '../support/faults/expect-end.ts';
import { readEnds } from '../support/faults/ledger.ts';
import { type Market, openMarket, type Ordered } from '../support/faults/open-market.ts';
import { openStateGate, type StateGate } from '../support/faults/state-gate.ts';
import { contextOf } from '../support/flow/context.ts';
import { problemFrom } from '../support/flow/run.ts';

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

async function bonded(): Promise<bigint> {
  const { stack } = market;
  const { chain } = await contextOf(stack, stack.wallets.stranger);
  const found = await readCollateral(chain, {
    provider: stack.wallets.provider.address,
    token: stack.token.address,
  });
  return found.bonded;
}

/** Kills the provider in the middle of a run and lets block time go past its deadline. */
async function abandonRun(): Promise<Ordered> {
  const quoted = await market.buy(90);
  await gate.reached(quoted.jobId, 'running');
  await provider().stop('SIGKILL');
  return quoted;
}

async function passDeadline({ quote }: Ordered): Promise<void> {
  await market.stack.anvil.rpc('evm_setNextBlockTimestamp', [Number(quote.order.runBy) + 1]);
  await market.stack.anvil.mine(1);
}

/** Full refund, and a tenth of the order out of the collateral for buyer, caller and treasury. */
async function expectRefundAndSlice({ jobId, quote }: Ordered, before: bigint): Promise<void> {
  const slice = quote.maximum / 10n;
  const { ends, paid, refunded } = await readEnds(market.stack, jobId);
  expect({ ends, paid }).toEqual({ ends: ['ended'], paid: quote.maximum + slice });
  expect(refunded).toBe(quote.maximum + slice / 2n);
  expect(before - (await bonded())).toBe(slice);
}

test('anyone expires the order of a provider that is gone, which finds it expired when it is back', async () => {
  const { stack, socketPath } = market;
  const before = await bonded();
  const ordered = await abandonRun();
  const stranger = await contextOf(stack, stack.wallets.stranger);
  expect((await problemFrom(expireJob(stranger, ordered.quote.order))).code).toBe('conflict');
  await passDeadline(ordered);
  await expireJob(stranger, ordered.quote.order);
  expect((await problemFrom(expireJob(stranger, ordered.quote.order))).code).toBe('conflict');
  await expectRefundAndSlice(ordered, before);
  const { address: account } = stack.wallets.stranger;
  const reward = await readBalance(stranger.chain, { token: stack.token.address, account });
  expect(reward).toBe(((ordered.quote.maximum / 10n) * 500n) / 10_000n);

  expect(await leftOf(stack, socketPath)).not.toEqual([]);
  await provider().start();
  await expectNothingReleased(market, ordered, 'expired');
  expect(await gate.signed(ordered.jobId)).toEqual([]);
});

test('a provider that comes back too late expires the order itself, once', async () => {
  const before = await bonded();
  const ordered = await abandonRun();
  await passDeadline(ordered);
  await provider().start();
  await expectNothingReleased(market, ordered, 'expired');
  await expectRefundAndSlice(ordered, before);
  expect(await gate.signed(ordered.jobId)).toEqual(['expire']);
});
