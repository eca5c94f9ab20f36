import { runName } from '@atoll/compute-provider/engine/docker/names';
import type { OutputEntry } from '@atoll/compute-provider/engine/engine';
import { z } from 'zod';
import type { SandboxAttack } from './attack.ts';
import type { Bench } from './bench.ts';
import { stateOf } from './dataset.ts';
import { sendOut } from './egress.ts';
import type { Named } from './find-attacks.ts';
import { type AttackRun, folderOf, type Runs } from './runs.ts';
import type { Seen } from './seen.ts';

const Changes = z.array(z.object({ Path: z.string(), Kind: z.int() })).nullable();

/** Places that the engine makes in the root to mount something there. */
const mountPoints =
  /^\/(atoll|dev|etc|proc|sys|run|tmp)(\/(inputs|inputs\/0|outputs|scratch|parameters\.json|hostname|hosts|resolv\.conf|mtab|console|shm|pts|mqueue))?$/;

/** What can be seen of one attack from outside. */
export function look(bench: Bench, runs: Runs, attack: Named<SandboxAttack>, run: AttackRun): Seen {
  const folder = folderOf(attack.name);
  const { engine, listeners, neighbour, token } = bench;
  const entries = () =>
    entriesOf(engine.collect(run.jobId, bounds), attack.shares === undefined ? '' : folder);
  return {
    runtime: bench.runtime,
    end: run.end,
    log: run.log,
    rows: bench.dataset.rows,
    said: (schema) => schema.parse(run.said.get(folder)),
    unconfined: async (schema) => schema.parse((await runs.outside(attack)).get(folder)),
    left: async () => {
      const found = [];
      for await (const { path, type, size } of entries()) found.push({ path, type, size });
      return found;
    },
    egress: () =>
      sendOut({
        entries: entries(),
        declared: attack.outputs ?? [],
        prints: bench.prints,
        policy: attack.policy ?? {},
      }),
    heard: async () => {
      await runs.outside(attack);
      await listeners.callAll(`${token.outside} from the test itself`);
      const all = [...(await neighbour.heard()), ...listeners.heard];
      const from = (who: string) => all.filter(({ text }) => text.includes(who));
      return { fromSandbox: from(token.sandbox), fromOutside: from(token.outside) };
    },
    inputsAreUntouched: async () => (await stateOf(bench.dataset.directory)) === bench.datasetState,
    rootChanges: async () => {
      const changes: unknown = await bench.docker.getContainer(runName(run.jobId)).changes();
      return (Changes.parse(changes) ?? []).map(({ Path }) => Path).filter((path) => !mountPoints.test(path));
    },
  };
}

const bounds = { maxEntries: 20_000, maxBytes: 256 << 20 };

/** The entries of one attack's folder, as if it were the whole of the outputs. */
async function* entriesOf(entries: AsyncIterable<OutputEntry>, folder: string): AsyncIterable<OutputEntry> {
  for await (const entry of entries) {
    if (folder === '') yield entry;
    else if (entry.path.startsWith(`${folder}/`))
      yield { ...entry, path: entry.path.slice(folder.length + 1) };
  }
}
