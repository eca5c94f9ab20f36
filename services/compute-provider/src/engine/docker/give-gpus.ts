import type Docker from 'dockerode';
import type { RunSpecification } from '../engine.ts';
import { GpuMissing } from '../errors.ts';
import type { GpuAccess } from '../gpu/support.ts';

/** Where a run finds the driver's libraries of this machine; the image's own loader paths do not matter then. */
export const driverPath = '/atoll/driver';

/** What a run's GPUs add to its container. */
export interface GivenGpus {
  readonly request: Pick<Docker.HostConfig, 'Devices' | 'DeviceRequests'>;
  /** Files of this machine, to be mounted read-only. */
  readonly libraries: readonly { source: string; target: string }[];
  /** Variables of the sandbox's own. */
  readonly environment: Readonly<Record<string, string>>;
  /** What a receipt's profile says of them: no serial numbers and no paths of this machine. */
  readonly stated: Readonly<Record<string, unknown>>;
}

const none: GivenGpus = { request: {}, libraries: [], environment: {}, stated: {} };

/**
 * How the engine is asked for a run's GPUs, each as a whole. Through the toolkit the driver's files come along; without it the run gets the
 * device's own node, those that all devices share, and the driver's libraries of this machine.
 *
 * @throws GpuMissing where the run asks for a device that cannot be given: it is never started without
 */
export function giveGpus(
  specification: Pick<RunSpecification, 'gpus'>,
  access: GpuAccess | undefined,
): GivenGpus {
  const gpus = specification.gpus ?? [];
  if (gpus.length === 0) return none;
  if (access === undefined) throw new GpuMissing('there are none');
  const stated = {
    gpus: { access: access.kind, devices: gpus.map(({ model, memoryBytes }) => ({ model, memoryBytes })) },
  };
  const uuids = gpus.map(({ uuid }) => uuid);
  switch (access.kind) {
    case 'toolkit':
      return {
        ...none,
        request: {
          DeviceRequests: [{ Driver: '', Count: 0, DeviceIDs: uuids, Capabilities: [['gpu']], Options: {} }],
        },
        stated,
      };
    case 'cdi': {
      const names = uuids.map((uuid) => known(access.names, uuid));
      return {
        ...none,
        request: {
          DeviceRequests: [{ Driver: 'cdi', Count: 0, DeviceIDs: names, Capabilities: [], Options: {} }],
        },
        stated,
      };
    }
    case 'device_nodes': {
      const nodes = [...uuids.map((uuid) => known(access.nodes, uuid)), ...access.control];
      return {
        request: {
          // Without `m`: a run makes no node of its own.
          Devices: nodes.map((path) => ({
            PathOnHost: `${access.root}${path}`,
            PathInContainer: path,
            CgroupPermissions: 'rw',
          })),
        },
        libraries: access.libraries.map(({ name, path }) => ({
          source: path,
          target: `${driverPath}/${name}`,
        })),
        environment: { LD_LIBRARY_PATH: driverPath },
        stated,
      };
    }
  }
}

function known(by: ReadonlyMap<string, string>, uuid: string): string {
  const found = by.get(uuid);
  if (found === undefined) throw new GpuMissing(`device ${uuid} is not there any more`);
  return found;
}
