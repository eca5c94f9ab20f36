import { type JobState } from '@atoll/schemas/job';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { expectNothingLeft, expectReleased } from '../support/faults/expect-end.ts';
import { type Market, openMarket } from '../support/faults/open-market.ts';
import { openStateGate, type StateGate } from '../support/faults/state-gate.ts';

let market: Market;
let gate: StateGate;

beforeAll(async () => {
  market = await openMarket({ slots: 8 });
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

const states: readonly JobState[] = ['funded', 'queued', 'provisioning', 'running', 'delivering', 'settling'];

test.each(states)(
  'a provider killed as soon as a job is %s settles it once',
  { timeout: 60_000 },
  async (state) => {
    const quoted = await market.quote();
    const dead = gate.reached(quoted.jobId, state).then(() => provider().stop('SIGKILL'));
    await market.order(quoted);
    await dead;
    await provider().start();
    await expectReleased(market, quoted);
    expect(await gate.signed(quoted.jobId)).toEqual(['settle']);
  },
);

/** The state that a job is in, and the one whose commit the kill prevents: all that leads to it was done. */
const unfinished: readonly (readonly [JobState, JobState])[] = [
  ['funded', 'queued'],
  ['queued', 'provisioning'],
  ['provisioning', 'running'],
  ['running', 'delivering'],
  ['delivering', 'settling'],
  // Last, for it holds up the loop that follows the chain.
  ['quoted', 'funded'],
];

test(
  'a provider killed with a job at the very end of each state settles them all, once each',
  { timeout: 120_000 },
  async () => {
    const quoted = await Promise.all(unfinished.map(() => market.quote()));
    for (const [index, [, next]] of unfinished.entries()) {
      const one = quoted[index];
      if (one === undefined) continue;
      await gate.hold(one.jobId, next);
      await market.order(one);
      await gate.held(one.jobId);
    }
    await provider().stop('SIGKILL');
    await gate.letGo();
    await provider().start();
    for (const one of quoted) {
      await expectReleased(market, one);
      expect(await gate.signed(one.jobId)).toEqual(['settle']);
    }
  },
);

test('a provider killed when its settlement is mined but not noted finds it on chain', async () => {
  const quoted = await market.quote();
  await gate.hold(quoted.jobId, 'released');
  await market.order(quoted);
  await gate.held(quoted.jobId);
  await provider().stop('SIGKILL');
  await gate.letGo();
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
