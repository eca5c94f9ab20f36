import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { enginePlaces, holdPrivateEngine } from '../../engine/hold-private-engine.ts';
import { answers } from '../../engine/find-engine.ts';
import { waitFor } from '../../wait.ts';

/** A Docker engine that belongs to one test, to be crashed by it. */
export interface CrashableEngine {
  readonly socketPath: string;
  /** Kills dockerd (SIGKILL) and everything that it runs, and starts it again: images are still there, containers are gone. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

export async function startCrashableEngine(): Promise<CrashableEngine> {
  // /var/tmp, since the layers of images do not fit every /tmp
  const directory = await mkdtemp(join('/var/tmp', 'atoll-engine-'));
  const hold = () => holdPrivateEngine({ directory, log: () => undefined });
  let lease = await hold();
  const places = enginePlaces(directory);
  return {
    socketPath: places.socket,
    crash: async () => {
      const pid = Number(await readFile(join(places.run, 'docker.pid'), 'utf8'));
      process.kill(pid, 'SIGKILL');
      await waitFor('the end of the engine', async () => !(await answers(places.socket)));
      lease = await hold();
    },
    stop: async () => {
      await lease.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
