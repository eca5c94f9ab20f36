import { type Clock } from '@atoll/server-kit/clock';
import type Docker from 'dockerode';

/** What every verb of the Docker adapter is given. */
export interface DockerContext {
  docker: Docker;
  /** Tells this provider's objects from those of others on the same engine. */
  providerId: string;
  clock: Clock;
  /** The text of the seccomp profile. */
  seccomp: string;
  /** Folder for blobs of images on their way into the engine. */
  imageDirectory: string;
}
