import { randomUUID } from 'node:crypto';
import { unframe } from '@atoll/compute-provider/engine/docker/logs';
import type Docker from 'dockerode';

/** An attack that succeeds may stop everything, itself included. */
const deadlineMs = 60_000;

/**
 * Runs attacks without the sandbox: as root, without seccomp, with the capabilities that they need and that endanger nobody else on the
 * machine, in the network namespace of the neighbour, with a socket where the engine's usually is. What they do there shows what the sandbox
 * has kept them from.
 *
 * @returns the log
 */
export async function runOutside(
  docker: Docker,
  input: {
    image: string;
    command: readonly string[];
    neighbour: string;
    parametersFile: string;
    dataset: string;
    engineSocket: string;
  },
): Promise<string> {
  const container = await docker.createContainer({
    name: `atoll-test-outside-${randomUUID()}`,
    Image: input.image,
    Entrypoint: [...input.command],
    WorkingDir: '/',
    User: '0:0',
    // Every name without a value takes the image's own variable away.
    Env: ['LD_PRELOAD'],
    Healthcheck: { Test: ['NONE'] },
    HostConfig: {
      Runtime: 'runc',
      NetworkMode: `container:${input.neighbour}`,
      CapAdd: ['SYS_ADMIN', 'SYS_PTRACE', 'NET_ADMIN', 'NET_RAW', 'DAC_READ_SEARCH', 'SYSLOG'],
      SecurityOpt: ['seccomp=unconfined', 'apparmor=unconfined'],
      Memory: 512 << 20,
      PidsLimit: 256,
      Tmpfs: { '/atoll/outputs': 'rw,size=16777216', '/atoll/scratch': 'rw,exec,dev,size=16777216' },
      Binds: [
        `${input.dataset}:/atoll/inputs/0`,
        `${input.parametersFile}:/atoll/parameters.json:ro`,
        `${input.engineSocket}:/var/run/docker.sock`,
      ],
    },
  });
  try {
    await container.start();
    const deadline = setTimeout(() => void container.kill().catch(() => undefined), deadlineMs);
    await container.wait();
    clearTimeout(deadline);
    return unframe(await container.logs({ stdout: true, stderr: true, follow: false })).toString();
  } finally {
    await container.remove({ force: true });
  }
}
