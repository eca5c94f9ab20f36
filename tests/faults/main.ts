/**
 * Kills the provider again and again while jobs run, and checks that nothing is lost: `npm run faults`.
 *
 * `--kills N` (200) kills at least; `--seed S` repeats the choices of another run; `--with chain,database,…` or `--with all` disturbs the
 * market in these ways too, `--with` them `--kills 0` alone.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { openFaultMarket } from '../support/faults/fault-market.ts';
import { planEveryPoint, seededRandom } from '../support/faults/kill-plan.ts';
import { killRun } from '../support/faults/kill-run.ts';
import { type DisturbanceName, disturbances, openDisturbed } from '../support/faults/disturb.ts';

const names = z.enum(['chain', 'database', 'engine', 'disk', 'clock'] satisfies DisturbanceName[]);
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    with: { type: 'string', default: '' },
  },
});
const options = z
  .object({
    kills: z.coerce.number().int().min(0),
    seed: z.coerce.number().int().min(0),
    with: z
      .string()
      .transform((list) => (list === 'all' ? names.options : list.split(',').filter((name) => name !== '')))
      .pipe(z.array(names)),
  })
  .parse(values);

const wellEnded = 'every job ended once, nothing was lost, nothing is left';

async function kill({ kills, seed }: { kills: number; seed: number }): Promise<void> {
  console.log(`seed ${seed}, at least ${kills} kills`);
  const market = await openFaultMarket();
  try {
    const report = await killRun({
      ...{ market, kills, plan: planEveryPoint(seededRandom(seed)) },
      progress: (now) =>
        console.log(
          `${now.kills} kills, ${now.jobs} jobs, ${now.seconds.toFixed(0)} s, ${now.missing.length} points missing`,
        ),
    });
    for (const [point, count] of [...report.points].toSorted(([a], [b]) => a.localeCompare(b)))
      console.log(`${String(count).padStart(5)}  ${point}`);
    console.log(
      `${report.kills} kills at ${report.points.size} points, ${report.jobs} jobs, ${report.seconds.toFixed(0)} s, seed ${seed}: ${wellEnded}`,
    );
  } finally {
    await market.stop();
  }
}

async function disturb(list: readonly DisturbanceName[]): Promise<void> {
  const disturbed = await openDisturbed({ engine: list.includes('engine') });
  try {
    for (const name of list) {
      const [before, started] = [disturbed.rounds.jobs.length, performance.now()];
      await disturbances[name](disturbed, { rounds: 2, awaySeconds: 30 });
      const jobs = disturbed.rounds.jobs.length - before;
      const seconds = ((performance.now() - started) / 1000).toFixed(0);
      console.log(`${name}: ${jobs} jobs, ${seconds} s: ${wellEnded}`);
    }
  } finally {
    await disturbed.stop();
  }
}

if (options.kills > 0) await kill(options);
if (options.with.length > 0) await disturb(options.with);
