import { env } from './engine/env.ts';
import { EngineMissing } from './engine/errors.ts';
import { holdPrivateEngine } from './engine/hold-private-engine.ts';
import { type Log, bootstrapPackages, installPackages, packageSystem } from './engine/packages.ts';
import { ensureGvisor } from './engine/gvisor.ts';
import { findEngine } from './engine/find-engine.ts';

/** A Docker engine that answers, and how to let go of it. */
export interface EngineLease {
  /** Path of the engine's Unix socket. */
  socketPath: string;
  /** True when the engine is Atoll's private one, false when it was there before and belongs to somebody else. */
  startedByUs: boolean;
  /**
   * Lets go of the engine. The private one ends, with every container and volume in it, when its last user lets go;
   * an engine of the user's is left alone. Resolves within 5 s; calling it again is harmless.
   */
  stop(): Promise<void>;
}

/**
 * Finds a Docker engine, or starts one.
 *
 * An engine that answers (`DOCKER_HOST`, or one of the usual sockets) is used as it is. Where none does, on Debian or
 * Ubuntu as root, the distribution's packages are installed (asked first on a terminal) and a private engine is
 * started: own data root under `.atoll/engine` (or `ATOLL_ENGINE_DIR`), own run directory, own socket, no bridge and
 * no firewall rules, gVisor beside runc where the distribution has it. Processes share it; a small keeper process ends it when the last of them is gone, however it went.
 *
 * @throws EngineMissing with one sentence that says what to install.
 * @example
 * const engine = await ensureEngine({ log: console.log });
 * const docker = new Docker({ socketPath: engine.socketPath });
 * await engine.stop();
 */
export async function ensureEngine(options: {
  log: Log;
  /** Installs without asking, also on a terminal. */
  assumeYes?: boolean;
}): Promise<EngineLease> {
  const found = await findEngine(env.DOCKER_HOST);
  if (found) return { socketPath: found, startedByUs: false, stop: () => Promise.resolve() };

  const system = await packageSystem();
  if (!system.canInstall) throw new EngineMissing(system.advice);
  await installPackages({
    purpose: 'to run containers and make their base image',
    packages: [
      { name: 'docker.io', programs: ['dockerd', 'containerd', 'runc'] },
      { name: 'util-linux', programs: ['setpriv'] },
      // For the base image, which is made next: one question instead of two.
      ...bootstrapPackages,
    ],
    log: options.log,
    assumeYes: options.assumeYes ?? false,
  });
  // Where an init system runs, the package has started the distribution's own engine: then that one is used.
  const installed = await findEngine(undefined);
  if (installed) return { socketPath: installed, startedByUs: false, stop: () => Promise.resolve() };

  const runsc = await ensureGvisor({ directory: env.ATOLL_ENGINE_DIR, log: options.log });
  return {
    ...(await holdPrivateEngine({ directory: env.ATOLL_ENGINE_DIR, log: options.log, runsc })),
    startedByUs: true,
  };
}
