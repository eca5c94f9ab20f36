import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDockerEngine } from '@atoll/compute-provider/engine/docker/create-engine';
import type { Engine, RunSpecification } from '@atoll/compute-provider/engine/engine';
import type { DatasetPrints } from '@atoll/compute-provider/guard/scan-outputs';
import { systemClock } from '@atoll/server-kit/clock';
import Docker from 'dockerode';
import { type EngineLease, ensureEngine } from '../../support/engine.ts';
import { buildMisbehavingImage } from '../../support/images.ts';
import type { TestedRuntime } from './attack.ts';
import { type AttackedDataset, stateOf, writeDataset } from './dataset.ts';
import { printsOf } from './egress.ts';
import { type Listeners, startListeners } from './listeners.ts';
import { decoys, type Neighbour, startNeighbour } from './neighbour.ts';

/** Everything that attacks of one runtime share: an engine, an image, a dataset, and listeners that must hear nothing. */
export interface Bench {
  readonly runtime: TestedRuntime;
  readonly docker: Docker;
  readonly engine: Engine;
  readonly image: string;
  readonly folder: string;
  readonly dataset: AttackedDataset;
  readonly datasetState: string;
  readonly prints: DatasetPrints;
  readonly listeners: Listeners;
  readonly neighbour: Neighbour;
  /** What tells this bench's messages from those of another, inside of the sandbox and without it. */
  readonly token: { sandbox: string; outside: string };
  /** A folder of its own with the job's parameters. */
  parametersFile(name: string, token: string): Promise<string>;
  close(): Promise<void>;
}

const log = (line: string): void => console.log(line);

export async function openBench(runtime: TestedRuntime): Promise<Bench> {
  const lease: EngineLease = await ensureEngine({ log });
  const docker = new Docker({ socketPath: lease.socketPath });
  const image = await buildMisbehavingImage(lease, { log });
  const folder = await mkdtemp(join(tmpdir(), 'atoll-attacks-'));
  const label = `${runtime}-${randomBytes(4).toString('hex')}`;
  const engine = await createDockerEngine({
    socketPath: lease.socketPath,
    providerId: `attacks-${label}`,
    imageDirectory: join(folder, 'images'),
    clock: systemClock,
    runtime,
  });
  const dataset = await writeDataset(join(folder, 'dataset'), runtime);
  const [prints, datasetState, neighbour, listeners] = await Promise.all([
    printsOf(dataset.directory, dataset.files),
    stateOf(dataset.directory),
    startNeighbour(docker, { image, label }),
    startListeners({ label, engineSocket: join(folder, 'engine.sock') }),
  ]);
  const options = {
    hostTcp: listeners.tcp,
    hostTcp6: listeners.tcp6 ?? listeners.tcp,
    hostUdp: listeners.udp,
    abstract: listeners.abstract,
    abstractNeighbour: neighbour.abstractName,
    ...decoys,
  };
  return {
    runtime,
    docker,
    engine,
    image,
    folder,
    dataset,
    datasetState,
    prints,
    listeners,
    neighbour,
    token: { sandbox: `sandbox-${label}`, outside: `outside-${label}` },
    parametersFile: async (name, token) => {
      const own = join(folder, name);
      await mkdir(own, { recursive: true });
      const path = join(own, 'parameters.json');
      await writeFile(path, JSON.stringify({ ...options, token, isolated: token.startsWith('outside') }));
      return path;
    },
    close: async () => {
      await Promise.all([neighbour.stop(), listeners.stop()]);
      const left = await engine.list();
      await Promise.all(left.map(({ jobId }) => engine.destroy(jobId)));
      const still = await engine.list();
      await rm(folder, { recursive: true, force: true });
      await lease.stop();
      if (still.length > 0) throw new Error(`attacks have left ${JSON.stringify(still)} in the engine`);
    },
  };
}

/** Small, since each attack is; a run that several share has more room in its outputs. */
export const usualLimits: RunSpecification['limits'] = {
  cpus: 1,
  memoryBytes: 256 << 20,
  pids: 32,
  outputBytes: 4 << 20,
  outputEntries: 24,
  scratchBytes: 8 << 20,
  openFiles: 256,
  logBytes: 256 << 10,
  wallSeconds: 30,
};
