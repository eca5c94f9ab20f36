/**
 * Lets an indexer follow a market through reorgs, lying nodes, kills and restarts, and compares it with a fresh one: `npm run reorgs`.
 *
 * `--runs N` (500); `--seed S` repeats the choices of another run; `--path P` the one that a report names; `--own P` is how many runs of a
 * hundred have their indexer in a process of its own (25).
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { eventNames } from '@atoll/indexer/decode/emitters';
import { z } from 'zod';
import { buildServices } from '../support/build.ts';
import { fuzz } from '../support/reorgs/fuzz.ts';
import type { Tally } from '../support/reorgs/run.ts';
import { unemitted } from '../support/reorgs/stories/unemitted.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '500' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    path: { type: 'string' },
    own: { type: 'string', default: '25' },
  },
});
const whole = z.coerce.number().int().min(0);
const options = z
  .object({ runs: whole, seed: whole, own: whole.max(100), path: z.string().optional() })
  .parse(values);

const lies = ({ lies: told }: Tally): number => [...told.values()].reduce((sum, times) => sum + times, 0);
const summary = (tally: Tally): string =>
  `${tally.runs} runs, ${tally.deeds} deeds, ${tally.reorgs} reorgs of ${tally.blocksUndone} blocks (deepest ${tally.deepest}), ` +
  `${tally.kills} kills (${tally.processKills} of processes), ${tally.databaseRestarts} restarts of the database, ` +
  `${tally.rebuilds} rebuilds, ${lies(tally)} lies of the RPC`;

console.log(`seed ${options.seed}, ${options.runs} runs`);
// Some runs have the service's own program in a process of its own.
await buildServices(['indexer']);
const started = performance.now();
const { tally, seconds, failure } = await fuzz({
  ...{ runs: options.runs, seed: options.seed, ownProcess: options.own },
  ...(options.path === undefined ? {} : { path: options.path }),
  wrong: (error, runs) => {
    console.log(`after ${runs} runs that ended well, one did not; it is made shorter now`);
    console.log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  },
  progress: (now) => {
    if (now.runs % 10 === 0)
      console.log(`${((performance.now() - started) / 1000).toFixed(0)} s: ${summary(now)}`);
  },
});
for (const [lie, times] of [...tally.lies].toSorted(([a], [b]) => a.localeCompare(b)))
  console.log(`${String(times).padStart(6)}  ${lie}`);
const emitted = eventNames.filter((event) => !unemitted.includes(event));
const missed = emitted.filter((event) => !tally.events.has(event));
console.log(
  `of ${emitted.length} events that contracts emit ${emitted.length - missed.length} were mined; never: ${missed.join(', ') || 'none'}`,
);
console.log(`${summary(tally)}; ${seconds.toFixed(0)} s, seed ${options.seed}`);
if (failure === undefined && tally.runs === 0) {
  console.log('nothing was run: the path belongs to other runs');
  process.exitCode = 1;
} else if (failure === undefined) {
  console.log('every table equals that of a fresh mirror, after every run');
} else {
  console.log(failure);
  process.exitCode = 1;
}
