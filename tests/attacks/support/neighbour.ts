import { unframe } from '@atoll/compute-provider/engine/docker/logs';
import type Docker from 'dockerode';
import { z } from 'zod';
import { waitFor } from '../../support/wait.ts';

/** Something that reached a listener of the test. */
export interface Contact {
  kind: string;
  text: string;
}

const Line = z.object({ kind: z.string(), text: z.string() });

/** Where attacks aim; aliases of loopback in the neighbour's network namespace and nowhere else. */
export const decoys = {
  private: '10.66.0.1',
  neighbour: '10.66.0.2',
  metadata: '169.254.169.254',
  gateway: '172.17.0.1',
  private6: 'fd00:6174:6f6c::1',
  port: 4066,
} as const;

/** A container beside the runs that listens on everything attacks aim at, in a network namespace that holds loopback alone. */
export interface Neighbour {
  readonly id: string;
  readonly abstractName: string;
  heard(): Promise<Contact[]>;
  stop(): Promise<void>;
}

export async function startNeighbour(
  docker: Docker,
  input: { image: string; label: string },
): Promise<Neighbour> {
  const abstractName = `atoll-neighbour-${input.label}`;
  const given = {
    addresses: [decoys.private, decoys.neighbour, decoys.metadata, decoys.gateway],
    address6: decoys.private6,
    port: decoys.port,
    abstract: abstractName,
  };
  const container = await docker.createContainer({
    name: `atoll-test-${input.label}-neighbour`,
    Image: input.image,
    Entrypoint: ['/usr/bin/python3', '-B', '/algorithm/neighbour.py', JSON.stringify(given)],
    WorkingDir: '/',
    User: '0:0',
    Env: ['LD_PRELOAD'],
    Healthcheck: { Test: ['NONE'] },
    HostConfig: {
      Runtime: 'runc',
      NetworkMode: 'none',
      CapAdd: ['NET_ADMIN', 'NET_RAW'],
      Sysctls: { 'net.ipv6.conf.all.disable_ipv6': '0', 'net.ipv6.conf.lo.disable_ipv6': '0' },
    },
  });
  const heard = async (): Promise<Contact[]> => {
    const framed = await container.logs({ stdout: true, stderr: true, follow: false });
    const lines = unframe(framed).toString().split('\n').filter(Boolean);
    return lines.map((line) => {
      if (!line.startsWith('{')) throw new Error(`the neighbour says ${line}`);
      return Line.parse(JSON.parse(line));
    });
  };
  const neighbour: Neighbour = {
    id: container.id,
    abstractName,
    heard,
    stop: async () => {
      await container.remove({ force: true });
    },
  };
  try {
    await container.start();
    await waitFor('the neighbour to listen', async () =>
      (await heard()).some(({ kind }) => kind === 'ready'),
    );
  } catch (error) {
    await neighbour.stop();
    throw error;
  }
  return neighbour;
}
