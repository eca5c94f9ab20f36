import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { GpuDevice } from '../engine.ts';
import { findDriverLibraries } from './driver-libraries.ts';
import { gpuRefusal, type GpuRuntime } from './gvisor-gpus.ts';
import type { GpuMachine } from './machine.ts';
import { type GpuFacts, parseSmi, type ReadFacts, readProc, smiQuery } from './read-facts.ts';
import { type GpuAccess, type GpuSupport, noGpus } from './support.ts';

/** Nodes that every program with a GPU opens; the last one is not there on every driver. */
const controlNodes = ['/dev/nvidiactl', '/dev/nvidia-uvm'];
const optionalNodes = ['/dev/nvidia-uvm-tools'];

/** What the engine says of itself. */
export interface EngineOffers {
  readonly runtimes: readonly string[];
  /** Names of devices that the engine knows by CDI. */
  readonly cdiDevices: readonly string[];
  /** What jobs are started with. */
  readonly runtime: Pick<GpuRuntime, 'name' | 'version' | 'args'>;
  /** Where gVisor's program is. */
  readonly runscPath: string;
}

/**
 * Finds the GPUs that jobs can be given, and how: through NVIDIA's container toolkit where the engine has it, else as plain device nodes
 * with the driver's libraries of this machine.
 *
 * @param input.stated devices as the operator states them, for machines on which neither nvidia-smi nor /proc tells
 */
export async function detectGpus(
  machine: GpuMachine,
  input: { engine: EngineOffers; stated?: readonly GpuDevice[] | undefined },
): Promise<GpuSupport> {
  const proc = await readProc(machine);
  const printed = input.stated === undefined ? await machine.smi(smiQuery) : undefined;
  const read =
    input.stated === undefined
      ? merge(printed === undefined ? undefined : parseSmi(printed), proc)
      : stated(input.stated, proc);
  const passedOver = [...read.passedOver];
  const known = read.gpus.filter(({ uuid, model, memoryBytes }) => {
    if (uuid !== '' && memoryBytes !== undefined) return true;
    passedOver.push(
      `${uuid || 'a device'} (${model}) does not say ${uuid === '' ? 'its UUID' : 'its memory'}; state it in GPUS`,
    );
    return false;
  });
  if (known.length === 0) return { ...noGpus, passedOver };
  const access = chooseAccess(input.engine, known) ?? (await deviceNodes(machine, known, passedOver));
  if (access === undefined) return { ...noGpus, passedOver };
  const devices = known
    .filter((gpu) => access.kind !== 'device_nodes' || access.nodes.has(gpu.uuid))
    .map((gpu, index) => deviceOf(gpu, index));
  const { runtime, runscPath } = input.engine;
  const refused =
    devices.length === 0
      ? undefined
      : gpuRefusal({
          ...runtime,
          driverVersion: read.driverVersion,
          supported: await machine.runsc(runscPath, ['nvproxy', 'list-supported-drivers']),
        });
  return {
    devices,
    access: devices.length === 0 ? undefined : access,
    passedOver,
    ...(refused === undefined ? {} : { refused }),
  };
}

function deviceOf({ uuid, model, memoryBytes = 0, minor }: GpuFacts, index: number): GpuDevice {
  return { uuid, model, memoryBytes, index: minor ?? index };
}

function stated(devices: readonly GpuDevice[], { driverVersion }: ReadFacts): ReadFacts {
  return {
    gpus: devices.map(({ uuid, model, memoryBytes, index }) => ({ uuid, model, memoryBytes, minor: index })),
    passedOver: [],
    ...(driverVersion === undefined ? {} : { driverVersion }),
  };
}

/** nvidia-smi knows the memory, the driver's files know the minor; a device is the same one by UUID or by its place on the bus. */
function merge(smi: ReadFacts | undefined, proc: ReadFacts): ReadFacts {
  if (smi === undefined) return proc;
  const driverVersion = smi.driverVersion ?? proc.driverVersion;
  return {
    gpus: smi.gpus.map((gpu) => {
      const same =
        proc.gpus.find(({ uuid }) => uuid === gpu.uuid) ??
        proc.gpus.find(({ bus }) => bus !== undefined && bus === gpu.bus);
      return same?.minor === undefined ? gpu : { ...gpu, minor: same.minor };
    }),
    passedOver: smi.passedOver,
    ...(driverVersion === undefined ? {} : { driverVersion }),
  };
}

function chooseAccess(engine: EngineOffers, known: readonly GpuFacts[]): GpuAccess | undefined {
  if (engine.runtimes.includes('nvidia')) return { kind: 'toolkit' };
  const names = new Map(known.map(({ uuid }) => [uuid, `nvidia.com/gpu=${uuid}`]));
  const all = [...names.values()].every((name) => engine.cdiDevices.includes(name));
  return all ? { kind: 'cdi', names } : undefined;
}

async function deviceNodes(
  machine: GpuMachine,
  known: readonly GpuFacts[],
  passedOver: string[],
): Promise<GpuAccess | undefined> {
  const isNode = (path: string) => machine.isDeviceNode(join(machine.root, path));
  const missing = await which(controlNodes, isNode, false);
  if (missing.length > 0) {
    passedOver.push(`the engine has no NVIDIA container toolkit, and ${missing.join(' and ')} is not there`);
    return undefined;
  }
  const libraries = await findDriverLibraries(machine);
  if (libraries.length === 0) {
    passedOver.push(
      'the engine has no NVIDIA container toolkit, and libcuda.so.1 is not on the paths of the loader',
    );
    return undefined;
  }
  const there = (await readdir(join(machine.root, '/dev')).catch(() => [])).filter((name) =>
    /^nvidia\d+$/.test(name),
  );
  const nodes = new Map<string, string>();
  for (const { uuid, model, minor } of known) {
    // In a container with one device of several only its own node is there, whatever its number.
    const name =
      minor === undefined
        ? known.length === 1 && there.length === 1
          ? there[0]
          : undefined
        : `nvidia${minor}`;
    if (name !== undefined && (await isNode(`/dev/${name}`)) && ![...nodes.values()].includes(`/dev/${name}`))
      nodes.set(uuid, `/dev/${name}`);
    else passedOver.push(`${uuid} (${model}) has no device node that is known to be its own`);
  }
  const optional = await which(optionalNodes, isNode, true);
  return {
    kind: 'device_nodes',
    root: machine.root,
    control: [...controlNodes, ...optional],
    nodes,
    libraries,
  };
}

async function which(
  paths: readonly string[],
  isNode: (path: string) => Promise<boolean>,
  present: boolean,
): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) if ((await isNode(path)) === present) found.push(path);
  return found;
}
