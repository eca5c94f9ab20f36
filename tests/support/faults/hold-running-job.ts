/** A program for tests to kill: starts a market, lets a job run in it, says so with one line of JSON and waits. */
import { openMarket } from './open-market.ts';
import { openStateGate } from './state-gate.ts';

const market = await openMarket();
const gate = await openStateGate(market.stack);
const { jobId } = await market.buy(90);
await gate.reached(jobId, 'running');
const { directory, wallets } = market.stack;
const { socketPath } = market;
process.stdout.write(
  `${JSON.stringify({ jobId, directory, socketPath, provider: wallets.provider.address })}\n`,
);
