import type { Clock } from '@atoll/server-kit/clock';
import type { GpuDevice } from '../engine.ts';
import type { GpuMachine } from '../gpu/machine.ts';
import type { GpuSupport } from '../gpu/support.ts';
import type { Runtime } from './runtime.ts';
import type Docker from 'dockerode';

/** Where GPUs are looked for, and what clears their memory. */
export interface GpuSettings {
  readonly machine: GpuMachine;
  /** Devices as the operator states them; they are looked for where absent. */
  readonly stated?: readonly GpuDevice[] | undefined;
  /** Id of an image with Python 3, in which the memory of devices is cleared. */
  readonly checkImage: string | undefined;
}

/** What every verb of the Docker adapter is given. */
export interface DockerContext {
  docker: Docker;
  /** Tells this provider's objects from those of others on the same engine. */
  providerId: string;
  clock: Clock;
  /** The text of the seccomp profile. */
  seccomp: string;
  /** What runs are started with; found out once, at the first question. */
  runtime: () => Promise<Runtime>;
  /** The GPUs that runs can be given; found out once. */
  gpus: () => Promise<GpuSupport>;
  gpuSettings: GpuSettings | undefined;
  /** Folder for blobs of images on their way into the engine. */
  imageDirectory: string;
}
