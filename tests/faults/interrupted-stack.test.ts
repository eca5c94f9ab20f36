import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import Docker from 'dockerode';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { ensureEngine } from '../support/engine.ts';
import { cleanLeftovers, runDirectory, startOf } from '../support/run-files.ts';
import { clearDeadStacks } from '../support/stack/stack-file.ts';
import { waitFor } from '../support/wait.ts';

const Held = z.object({
  jobId: z.string(),
  directory: z.string(),
  socketPath: z.string(),
  provider: z.string(),
});
const RunFile = z.object({
  owner: z.object({ pid: z.int() }),
  child: z.object({ pid: z.int(), started: z.string() }),
  remove: z.array(z.string()),
});

/** Everything that a process has started, as its run files tell. */
function startedBy(pid: number): z.infer<typeof RunFile>[] {
  return readdirSync(runDirectory)
    .filter((name) => name.endsWith('.json'))
    .map((name) => RunFile.parse(JSON.parse(readFileSync(join(runDirectory, name), 'utf8'))))
    .filter(({ owner }) => owner.pid === pid);
}

/** What is still there of processes and their folders. */
function left(started: readonly z.infer<typeof RunFile>[]): (number | string)[] {
  return started.flatMap(({ child, remove }) => [
    ...(startOf(child.pid) === child.started ? [child.pid] : []),
    ...remove.filter((folder) => existsSync(folder)),
  ]);
}

test(
  'a stack that is killed in the middle of a run leaves nothing once the next one starts',
  { timeout: 180_000 },
  async () => {
    const engine = await ensureEngine({ log: () => undefined, assumeYes: true });
    try {
      const program = resolve(import.meta.dirname, '../support/faults/hold-running-job.ts');
      const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      const line = z.string().parse((await lines.next()).value);
      const held = Held.parse(JSON.parse(line));
      const docker = new Docker({ socketPath: held.socketPath });
      const filters = { label: [`atoll.job=${held.jobId}`] };
      expect((await docker.listContainers({ filters })).length).toBeGreaterThan(0);
      const started = startedBy(child.pid ?? 0);
      // chain, database and three services
      expect(started).toHaveLength(5);

      child.kill('SIGKILL');
      await once(child, 'close');
      // what every start begins with
      await cleanLeftovers();
      await clearDeadStacks();

      // the guards of the processes may be at it still, beside the clean-up
      await waitFor('the end of processes and folders', () => left(started).length === 0).catch(() =>
        expect(left(started)).toEqual([]),
      );
      expect(startedBy(child.pid ?? 0)).toEqual([]);
      expect(await docker.listContainers({ all: true, filters })).toEqual([]);
      expect((await docker.listVolumes({ filters })).Volumes).toEqual([]);
      expect(existsSync(held.directory)).toBe(false);
    } finally {
      await engine.stop();
    }
  },
);
