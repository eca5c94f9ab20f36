import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { packContext } from '@atoll/tests/support/images/build-context';

/** Files of the build context: where each lies on this machine and where it goes. */
export interface GatheredFile {
  readonly from: string;
  readonly to: string;
}

export interface Gathered {
  readonly files: readonly GatheredFile[];
  /** Names and exact versions of what npm installed: these and the runner's own files decide what is built. */
  readonly versions: readonly string[];
}

const own = import.meta.dirname;
/** Files among the parts of a package; the others are folders. */
const single = new Set(['package.json', 'LICENSE']);
const require = createRequire(import.meta.url);

/** Of each package what runs, and its licence where it brings one. */
const parts: Readonly<Record<string, readonly string[]>> = {
  'csv-parse': ['package.json', 'LICENSE', 'lib'],
  hyparquet: ['package.json', 'LICENSE', 'src'],
  'onnxruntime-common': ['package.json', 'dist/cjs'],
  'onnxruntime-node': ['package.json', 'dist'],
};

/**
 * Lists what the runner image is made of: Node's own binary, the packages without what is for other platforms, and the runner.
 * @param options.cuda with the libraries of CUDA, where npm installed them
 */
export async function gatherRunner(options: { cuda?: boolean } = {}): Promise<Gathered> {
  const files: GatheredFile[] = [
    { from: join(own, 'Dockerfile'), to: '.' },
    { from: join(own, 'package.json'), to: 'context' },
    // Of the two packages of the runtime, which bring none.
    { from: join(own, 'licenses/onnxruntime.txt'), to: 'context/licenses' },
    ...(await programFiles()),
  ];
  const versions: string[] = [process.platform, process.arch];
  for (const [name, paths] of Object.entries(parts)) {
    const folder = await folderOf(name);
    versions.push(`${name}@${await versionOf(folder)}`);
    for (const path of paths) {
      const into = `context/node_modules/${name}`;
      files.push({ from: join(folder, path), to: single.has(path) ? into : join(into, path) });
    }
  }
  files.push(...(await runtimeFiles(options.cuda === true)));
  const node = await folderOf('node');
  versions.push(`node@${await versionOf(node)}`, options.cuda === true ? 'cuda' : 'cpu');
  files.push({ from: join(node, 'bin/node'), to: 'context/bin' });
  // The package of this platform, in which the binary came.
  const licence = join(node, 'node_modules', `node-${process.platform}-${process.arch}`, 'LICENSE');
  files.push({ from: licence, to: 'context/licenses/node' });
  return { files, versions };
}

async function programFiles(): Promise<GatheredFile[]> {
  const names = await readdir(join(own, 'src'));
  return names
    .filter((name) => !/(\.test|-fixture)\.ts$/.test(name))
    .map((name) => ({ from: join(own, 'src', name), to: 'context/src' }));
}

/** The libraries of the runtime for this platform alone: those of all are 288 MB. */
async function runtimeFiles(cuda: boolean): Promise<GatheredFile[]> {
  const at = join('bin/napi-v6', process.platform, process.arch);
  const names = ['onnxruntime_binding.node', 'libonnxruntime.so.1'];
  if (cuda) names.push('libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so');
  const folder = await folderOf('onnxruntime-node');
  return names.map((name) => ({
    from: join(folder, at, name),
    to: join('context/node_modules/onnxruntime-node', at),
  }));
}

async function folderOf(name: string): Promise<string> {
  for (const folder of require.resolve.paths(name) ?? []) {
    const path = join(folder, name);
    if ((await readFile(join(path, 'package.json')).catch(() => undefined)) !== undefined) return path;
  }
  throw new Error(`${name} is not installed: run npm ci`);
}

async function versionOf(folder: string): Promise<string> {
  const description: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  if (typeof description === 'object' && description !== null && 'version' in description)
    return String(description.version);
  throw new Error(`${folder} has no version`);
}

if (process.argv[1] !== undefined && dirname(process.argv[1]) === own)
  await pipeline(
    await packContext((await gatherRunner({ cuda: process.argv.includes('--cuda') })).files),
    process.stdout,
  );
