import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { env } from './env.ts';
import { EngineMissing } from './errors.ts';

/** True when a Docker engine answers on the socket within the deadline. */
export function answers(socketPath: string, timeoutMs = 3000): Promise<boolean> {
  return new Promise((resolve) => {
    const ping = request({ socketPath, path: '/_ping', timeout: timeoutMs }, (reply) => {
      reply.resume();
      resolve(reply.statusCode === 200);
    });
    ping.on('timeout', () => ping.destroy(new Error('no answer')));
    ping.on('error', () => resolve(false));
    ping.end();
  });
}

/**
 * The socket of an engine that is there already.
 *
 * Dataset folders are bind-mounted, so the engine has to be on this machine: a `DOCKER_HOST` that is not a Unix socket
 * is refused rather than ignored, and so is one that does not answer.
 */
export async function findEngine(dockerHost: string | undefined): Promise<string | undefined> {
  if (dockerHost !== undefined) {
    const socketPath = /^unix:\/\/(\/.+)$/.exec(dockerHost)?.[1];
    if (!socketPath)
      throw new EngineMissing(
        `DOCKER_HOST must be unix:///path, for inputs are mounted from this machine; unset it or change it (it is ${dockerHost})`,
      );
    if (await answers(socketPath)) return socketPath;
    throw new EngineMissing(
      `DOCKER_HOST names ${socketPath}, where nothing answers; start that engine or unset DOCKER_HOST`,
    );
  }
  const candidates = [
    '/var/run/docker.sock',
    ...(env.XDG_RUNTIME_DIR ? [join(env.XDG_RUNTIME_DIR, 'docker.sock')] : []),
    join(homedir(), '.docker/run/docker.sock'),
    join(homedir(), '.docker/desktop/docker.sock'),
  ];
  for (const socketPath of candidates)
    if (existsSync(socketPath) && (await answers(socketPath))) return socketPath;
  return undefined;
}
