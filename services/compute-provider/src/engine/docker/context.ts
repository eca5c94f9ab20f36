import { type Clock } from '@atoll/server-kit/clock';
import { type Runtime } from './runtime.ts';
import type Docker from 'dockerode';

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
  /** Folder for blobs of images on their way into the engine. */
  imageDirectory: string;
}
