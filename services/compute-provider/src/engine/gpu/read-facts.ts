import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GpuMachine } from './machine.ts';

/** What a machine says of one GPU. What it did not say is absent. */
export interface GpuFacts {
  readonly uuid: string;
  readonly model: string;
  readonly memoryBytes?: number;
  /** Number of its node: /dev/nvidia0, … */
  readonly minor?: number;
  /** E.g. `04:00.0`, with the domain before it where it is not 0. */
  readonly bus?: string;
}

export interface ReadFacts {
  readonly gpus: readonly GpuFacts[];
  readonly driverVersion?: string;
  readonly passedOver: readonly string[];
}

const uuidPattern = /^GPU-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const mostGpus = 64;
const mebibyte = 1 << 20;

/** The name last: it is the one field that could hold a comma. */
export const smiQuery = [
  '--query-gpu=uuid,memory.total,mig.mode.current,driver_version,pci.bus_id,name',
  '--format=csv,noheader,nounits',
];
export const smiHolders = ['--query-compute-apps=gpu_uuid,pid', '--format=csv,noheader,nounits'];

/** Text of a machine for people's eyes: printable, short. */
export function shown(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 200);
}

/** Reads what nvidia-smi printed for {@link smiQuery}. A line that is none of its answers is passed over with what it says. */
export function parseSmi(text: string): ReadFacts {
  const gpus: GpuFacts[] = [];
  const passedOver: string[] = [];
  let driverVersion: string | undefined;
  for (const line of text.split('\n').map((each) => each.trim())) {
    if (line === '') continue;
    const [uuid = '', memory = '', mig = '', driver = '', bus = '', ...rest] = line
      .split(',')
      .map((field) => field.trim());
    const model = shown(rest.join(', '));
    if (!uuidPattern.test(uuid) || model === '') {
      passedOver.push(`nvidia-smi says: ${shown(line)}`);
      continue;
    }
    if (/^\d+(\.\d+){1,3}$/.test(driver)) driverVersion = driver;
    if (gpus.some((known) => known.uuid === uuid) || gpus.length >= mostGpus) continue;
    if (mig === 'Enabled') {
      passedOver.push(`${uuid} (${model}) is divided by MIG, and only whole devices are given to jobs`);
      continue;
    }
    const busId = parseBus(bus);
    gpus.push({
      uuid,
      model,
      ...(/^[1-9]\d{0,8}$/.test(memory) ? { memoryBytes: Number(memory) * mebibyte } : {}),
      ...(busId === undefined ? {} : { bus: busId }),
    });
  }
  return { gpus, passedOver, ...(driverVersion === undefined ? {} : { driverVersion }) };
}

/** The driver's own files and nvidia-smi write the same address with another number of zeros. */
function parseBus(text: string): string | undefined {
  const match = /^0*([0-9a-f]*):([0-9a-f]{2}:[0-9a-f]{2}\.[0-7])$/i.exec(text);
  if (match === null) return undefined;
  const [, domain = '', address = ''] = match;
  return `${domain === '' ? '' : `${domain}:`}${address}`.toLowerCase();
}

/** Reads /proc/driver/nvidia: it knows minors and no memory. */
export async function readProc(machine: GpuMachine): Promise<ReadFacts> {
  const folder = join(machine.root, '/proc/driver/nvidia');
  const names = await readdir(join(folder, 'gpus')).catch(() => []);
  const gpus: GpuFacts[] = [];
  const passedOver: string[] = [];
  for (const name of names.sort().slice(0, mostGpus)) {
    const text = await readFile(join(folder, 'gpus', name, 'information'), 'utf8').catch(() => '');
    const field = (label: string) => new RegExp(`^${label}:[ \\t]*(.*)$`, 'm').exec(text)?.[1]?.trim() ?? '';
    const uuid = field('GPU UUID').toLowerCase().replace(/^gpu-/, 'GPU-');
    const model = shown(field('Model'));
    const minor = /^\d{1,4}$/.exec(field('Device Minor'))?.[0];
    const bus = parseBus(field('Bus Location')) ?? parseBus(name);
    if (model === '' || (!uuidPattern.test(uuid) && bus === undefined)) {
      passedOver.push(`/proc/driver/nvidia/gpus/${shown(name)} does not say which device it is`);
      continue;
    }
    gpus.push({
      // The driver knows it only once the device was used: it writes question marks until then.
      uuid: uuidPattern.test(uuid) ? uuid : '',
      model,
      ...(minor === undefined ? {} : { minor: Number(minor) }),
      ...(bus === undefined ? {} : { bus }),
    });
  }
  const version = await readFile(join(folder, 'version'), 'utf8').catch(() => '');
  const driverVersion = /Kernel Module(?: for \S+)?\s+(\d+(?:\.\d+){1,3})/.exec(version)?.[1];
  return { gpus, passedOver, ...(driverVersion === undefined ? {} : { driverVersion }) };
}

/** How many programs compute on a device now; undefined where nobody can say. */
export async function holdersOf(machine: GpuMachine, uuid: string): Promise<number | undefined> {
  const text = await machine.smi(smiHolders);
  if (text === undefined) return undefined;
  const lines = text.split('\n').map((line) => line.split(',').map((field) => field.trim()));
  if (lines.some(([first = '']) => first !== '' && !/^(GPU|MIG)-/.test(first))) return undefined;
  return lines.filter(([holder]) => holder === uuid).length;
}
