import { afterAll, beforeAll, describe, it } from 'vitest';
import { testedRuntimes as runtimesHere } from '@atoll/compute-provider/engine/docker/engine-fixture';
import type { TestedRuntime } from './attack.ts';
import { type Bench, openBench } from './bench.ts';
import { findAttacks, isSandboxAttack } from './find-attacks.ts';
import { look } from './look.ts';
import { createRuns, folderOf, type Runs } from './runs.ts';
import { tell } from './tell.ts';

/** Tries every attack by an algorithm under one runtime; a test for each. */
export async function testSandbox(runtime: TestedRuntime): Promise<void> {
  const here = (await runtimesHere()).some((each) => each.runtime === runtime && each.here);
  const attacks = (await findAttacks())
    .filter(isSandboxAttack)
    .filter((attack) => attack.runtimes?.only.includes(runtime) ?? true);

  describe.runIf(here)(`attacks under ${runtime}`, () => {
    let bench: Bench;
    let runs: Runs;
    beforeAll(async () => {
      bench = await openBench(runtime);
      runs = createRuns(bench, attacks);
    }, 300_000);
    afterAll(() => bench?.close());

    for (const attack of attacks) {
      it.concurrent(`${attack.name} is ${attack.expect}`, { timeout: 240_000 }, async ({ task }) => {
        const run = await runs.sandboxed(attack);
        const seen = look(bench, runs, attack, run);
        try {
          const happened = await attack.check(seen);
          tell(task, { attack, runtime, happened });
        } catch (error) {
          tell(task, { attack, runtime, happened: 'GOT THROUGH' });
          const said = JSON.stringify(run.said.get(folderOf(attack.name)));
          console.log(`${attack.name} (${runtime}) ended with ${run.end.outcome.kind} and said ${said}`);
          throw error;
        }
      });
    }
  });
}
