import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { GpuMachine } from './machine.ts';
import { smiQuery } from './read-facts.ts';

/* Machines as recorded trees: files below a folder, what nvidia-smi printed, which paths are device nodes. */

/** Begin of a 64-bit x86 library; only its header is looked at. */
const library = (machine = 62): Buffer => {
  const header = Buffer.alloc(64);
  header.write('7f454c46020101', 'hex');
  header.writeUInt16LE(machine, 18);
  return header;
};

export const recorded = {
  uuid: (digit: number) => `GPU-${String(digit).repeat(8)}-1111-2222-3333-444455556666`,
  /** A line of nvidia-smi for {@link smiQuery}, as driver 550 writes it. */
  smi: (digit: number, changes: { memory?: string; mig?: string; name?: string; driver?: string } = {}) =>
    `${recorded.uuid(digit)}, ${changes.memory ?? '81559'}, ${changes.mig ?? 'Disabled'}, ${changes.driver ?? '550.54.14'}, 00000000:0${digit}:00.0, ${changes.name ?? 'NVIDIA H100 80GB HBM3'}`,
  /** /proc/driver/nvidia/gpus/BUS/information. */
  information: (digit: number, changes: { uuid?: string; minor?: number } = {}) =>
    [
      'Model: \t\t NVIDIA H100 80GB HBM3',
      'IRQ:   \t\t 120',
      `GPU UUID: \t ${changes.uuid ?? recorded.uuid(digit)}`,
      'Video BIOS: \t 96.00.89.00.01',
      'Bus Type: \t PCIe',
      `Bus Location: \t 0000:0${digit}:00.0`,
      `Device Minor: \t ${changes.minor ?? digit}`,
      '',
    ].join('\n'),
  version: 'NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.14  Thu Feb 22 01:44:30 UTC 2024\n',
};

export interface RecordedMachine {
  readonly files?: Readonly<Record<string, string | Buffer>>;
  readonly links?: Readonly<Record<string, string>>;
  readonly nodes?: readonly string[];
  /** What nvidia-smi prints; none where absent. */
  readonly smi?: string;
  readonly supportedDrivers?: string;
}

/** Files and links of a driver as Debian and Ubuntu install it. */
export const driverFiles: Required<Pick<RecordedMachine, 'files' | 'links'>> = {
  files: {
    '/etc/ld.so.conf': 'include /etc/ld.so.conf.d/*.conf\n',
    '/etc/ld.so.conf.d/nvidia.conf': '# the driver\n/opt/driver/lib\n',
    '/opt/driver/lib/libcuda.so.550.54.14': library(),
    '/opt/driver/lib/libnvidia-ml.so.550.54.14': library(),
    '/opt/driver/lib/libnvidia-ptxjitcompiler.so.1': library(),
    '/opt/driver/lib/libnvidia-gpucomp.so.550.54.14': library(),
    '/opt/driver/lib/libGLX_nvidia.so.0': library(),
    '/usr/lib/x86_64-linux-gnu/libcuda.so.1': library(3),
    '/usr/lib/x86_64-linux-gnu/libnvidia-nvvm.so.4': library(3),
  },
  links: {
    '/opt/driver/lib/libcuda.so.1': 'libcuda.so.550.54.14',
    '/opt/driver/lib/libnvidia-ml.so.1': 'libnvidia-ml.so.550.54.14',
  },
};

/** Builds the tree in a folder that is gone after the test. */
export async function recordedMachine(given: RecordedMachine): Promise<GpuMachine> {
  const root = await mkdtemp(join(tmpdir(), 'atoll-gpu-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const place = async (path: string) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    return join(root, path);
  };
  for (const [path, content] of Object.entries(given.files ?? {}))
    await writeFile(await place(path), content);
  for (const [path, target] of Object.entries(given.links ?? {})) await symlink(target, await place(path));
  for (const path of given.nodes ?? []) await writeFile(await place(path), '');
  const nodes = new Set((given.nodes ?? []).map((path) => join(root, path)));
  return {
    root,
    architecture: 'x64',
    smi: (args) => Promise.resolve(args[0] === smiQuery[0] ? given.smi : ''),
    runsc: () => Promise.resolve(given.supportedDrivers),
    isDeviceNode: (path) => Promise.resolve(nodes.has(path)),
  };
}
