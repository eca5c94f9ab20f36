import { open, readdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { GpuMachine } from './machine.ts';
import type { DriverLibrary } from './support.ts';

/** What of the driver a program that computes may load; everything else of CUDA is the image's own. */
const wanted =
  /^(libcuda\.so\.1|libnvidia-ml\.so\.1|libnvidia-ptxjitcompiler\.so\.1|libnvidia-nvvm(70)?\.so\.4|libnvidia-gpucomp\.so\.[\d.]+|libnvidia-pkcs11(-openssl3)?\.so\.[\d.]+)$/;

const triples: Readonly<Record<string, { triple: string; machine: number }>> = {
  x64: { triple: 'x86_64-linux-gnu', machine: 62 },
  arm64: { triple: 'aarch64-linux-gnu', machine: 183 },
};

/** Depth to which files of the loader's configuration include each other. */
const deepest = 4;

/**
 * The driver's libraries on the loader's paths of this machine; empty where libcuda is not among them. The first folder that has a name
 * gives it, as for the loader; libraries of other architectures are not taken.
 */
export async function findDriverLibraries(machine: GpuMachine): Promise<DriverLibrary[]> {
  const architecture = triples[machine.architecture];
  if (architecture === undefined) return [];
  const found = new Map<string, string>();
  for (const folder of await loaderFolders(machine, architecture.triple)) {
    const names = await readdir(folder).catch(() => []);
    for (const name of names.filter((each) => wanted.test(each)).sort()) {
      if (found.has(name)) continue;
      // Bound by what it is now: a link that is set anew later does not change what a job gets.
      const path = await realpath(join(folder, name)).catch(() => undefined);
      if (path !== undefined && (await isLibraryOf(path, architecture.machine))) found.set(name, path);
    }
  }
  if (!found.has('libcuda.so.1')) return [];
  return [...found].map(([name, path]) => ({ name, path })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Folders in the order in which the loader looks into them, and those in which NVIDIA's installers put the driver. */
async function loaderFolders({ root }: GpuMachine, triple: string): Promise<string[]> {
  const configured = await readLoaderConfiguration(root, '/etc/ld.so.conf', 0);
  const usual = [
    `/lib/${triple}`,
    `/usr/lib/${triple}`,
    `/usr/lib/${triple}/nvidia/current`,
    '/lib64',
    '/usr/lib64',
    '/lib',
    '/usr/lib',
    '/usr/local/nvidia/lib64',
    '/usr/lib/wsl/lib',
  ];
  return [...new Set([...configured, ...usual])].map((folder) => join(root, folder));
}

async function readLoaderConfiguration(root: string, file: string, depth: number): Promise<string[]> {
  if (depth > deepest) return [];
  const text = await readFile(join(root, file), 'utf8').catch(() => '');
  const folders: string[] = [];
  for (const line of text.split('\n').map((each) => each.replace(/#.*/, '').trim())) {
    const included = /^include\s+(\S+)$/.exec(line)?.[1];
    if (included !== undefined) {
      for (const each of await expand(root, included.startsWith('/') ? included : join('/etc', included)))
        folders.push(...(await readLoaderConfiguration(root, each, depth + 1)));
    } else if (line.startsWith('/')) {
      folders.push(line);
    }
  }
  return folders;
}

/** The one kind of pattern that distributions use: a folder's files of one ending. */
async function expand(root: string, pattern: string): Promise<string[]> {
  const match = /^(.*)\/\*(\.[A-Za-z]+)?$/.exec(pattern);
  if (match === null) return [pattern];
  const [, folder = '', ending = ''] = match;
  const names = await readdir(join(root, folder)).catch(() => []);
  return names
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => `${folder}/${name}`);
}

/** A 64-bit little-endian ELF file of this architecture. Source: System V ABI, "Object Files". */
async function isLibraryOf(path: string, elfMachine: number): Promise<boolean> {
  const file = await open(path, 'r').catch(() => undefined);
  if (file === undefined) return false;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(20), 0, 20, 0);
    const isElf = bytesRead === 20 && buffer.subarray(0, 6).equals(Buffer.from('7f454c460201', 'hex'));
    return isElf && buffer.readUInt16LE(18) === elfMachine;
  } finally {
    await file.close();
  }
}
