import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Address } from '@atoll/schemas/ids';
import Docker from 'dockerode';
import { runDirectory } from './run-files.ts';

/** What a run that has ended must not leave behind. */
export interface Leftovers {
  readonly containers: readonly string[];
  readonly volumes: readonly string[];
  readonly processes: readonly string[];
  readonly temporary: readonly string[];
}

/** Command lines of living processes that were started by process `pid`'s run, told by their run files. */
function livingProcesses(): string[] {
  const names = readdirSync(runDirectory, { withFileTypes: true }).map((entry) => entry.name);
  return names
    .filter((name) => name.endsWith('.json'))
    .map((name) => readFileSync(join(runDirectory, name), 'utf8'));
}

/**
 * Looks for containers and volumes of a provider (of any, when left out), run files and temporary folders of stacks. The latter two are
 * of every run of this checkout, so only a test that runs alone can expect none.
 */
export async function findLeftovers(socketPath: string, provider?: Address): Promise<Leftovers> {
  const docker = new Docker({ socketPath });
  const filters = { label: [provider === undefined ? 'atoll.provider' : `atoll.provider=${provider}`] };
  const [containers, { Volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listVolumes({ filters }),
  ]);
  return {
    containers: containers.map((container) => container.Names.join(',')).toSorted(),
    volumes: Volumes.map((volume) => volume.Name).toSorted(),
    processes: livingProcesses().toSorted(),
    temporary: readdirSync(tmpdir())
      .filter((name) => name.startsWith('atoll-stack-') || name.startsWith('atoll-image-'))
      .toSorted(),
  };
}
