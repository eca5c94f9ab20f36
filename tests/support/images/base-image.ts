import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import Docker from 'dockerode';
import { ImageBuildFailed } from './errors.ts';
import { followBuild, packContext } from './build-context.ts';
import {
  type Log,
  ask,
  bootstrapPackages,
  installPackages,
  packageSystem,
  systemPath,
} from '../engine/packages.ts';
import { type Mirror, systemMirror } from './mirror.ts';
import { imageOfRecipe, recipeKey, recipeLabel, tagOf } from './recipe.ts';

const recipeFolder = resolve(import.meta.dirname, '../../../docker/algorithm-base');
const repository = 'atoll/algorithm-base';

/**
 * The image that algorithms build on: Debian trixie's Python with numpy, pandas, scikit-learn, onnx and onnxruntime.
 * Made once for each content of its recipe (about 20 s with a near mirror) and found again by its tag afterwards.
 *
 * On Debian as root it is made by debootstrap from the mirror that apt is configured with; elsewhere by the engine from the
 * Dockerfile, which needs an image registry. Both run the same `build-rootfs.sh`.
 */
export async function ensureBaseImage(
  engine: { socketPath: string },
  options: { log: Log; workDirectory: string },
): Promise<string> {
  const docker = new Docker({ socketPath: engine.socketPath });
  const key = await recipeKey(recipeFolder, [process.arch]);
  const cached = await imageOfRecipe(docker, repository, key);
  if (cached !== undefined) return cached;

  const mirror = await systemMirror();
  const local = mirror !== undefined && /debian/.test(mirror.keyring) && (await packageSystem()).canInstall;
  const started = performance.now();
  options.log(`making the algorithm base image (once; ${local ? 'debootstrap' : 'docker build'})`);
  const id = local
    ? await bootstrap(docker, { ...options, key, mirror })
    : await buildInEngine(docker, key, options.log);
  options.log(`algorithm base image made in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return id;
}

async function bootstrap(
  docker: Docker,
  input: { log: Log; workDirectory: string; key: string; mirror: Mirror },
): Promise<string> {
  await installPackages({
    purpose: 'to make a base image',
    packages: bootstrapPackages,
    log: input.log,
    assumeYes: false,
  });
  await clearAbandoned(input.workDirectory);
  const work = await mkdtemp(join(input.workDirectory, `rootfs-${process.pid}-`));
  const rootfs = join(work, 'root');
  try {
    await buildRootfs(rootfs, input.mirror, input.log);
    return await importRootfs(docker, rootfs, input.key);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Removes the work folders of builds whose process is gone: it was killed in the middle. */
async function clearAbandoned(workDirectory: string): Promise<void> {
  for (const name of await readdir(workDirectory)) {
    const pid = /^rootfs-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) {
      await rm(join(workDirectory, name), { recursive: true, force: true });
    }
  }
}

async function buildRootfs(rootfs: string, mirror: Mirror, log: Log): Promise<void> {
  const proxy = /"([^"]+)"/.exec(
    await ask('apt-config', ['dump', 'Acquire::http::Proxy']).catch(() => ''),
  )?.[1];
  const child = spawn('sh', [join(recipeFolder, 'build-rootfs.sh'), rootfs, mirror.uri, mirror.keyring], {
    env: { PATH: systemPath, LC_ALL: 'C.UTF-8', ...(proxy ? { http_proxy: proxy, https_proxy: proxy } : {}) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let tail = '';
  const phases = new Set<string>();
  const read = (chunk: Buffer): void => {
    tail = (tail + chunk.toString()).slice(-800);
    for (const [, phase = ''] of chunk.toString().matchAll(/^I: (Retrieving|Validating|Extracting) /gm)) {
      if (!phases.has(phase)) log(`  ${phase.toLowerCase()} packages`);
      phases.add(phase);
    }
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const code = await new Promise((done, fail) => child.on('error', fail).on('close', done));
  if (code !== 0)
    throw new ImageBuildFailed(
      repository,
      tail.trim(),
      'check the mirror and the package debian-archive-keyring',
    );
}

async function importRootfs(docker: Docker, rootfs: string, key: string): Promise<string> {
  // Sorted, with one time and one owner for all: the same packages give the same layer.
  const tar = spawn('tar', ['--sort=name', '--mtime=@0', '--numeric-owner', '-C', rootfs, '-c', '.'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const failed = new Promise<never>((_, reject) => {
    tar.on('error', reject);
    tar.on('close', (code) => {
      if (code !== 0)
        reject(new ImageBuildFailed(repository, `tar ended with ${code}`, 'check free disk space'));
    });
  });
  const changes = [`LABEL ${recipeLabel}=${key}`, 'ENV PATH=/usr/bin:/bin'];
  const progress = docker.importImage(tar.stdout, { repo: repository, tag: key.slice(0, 12), changes });
  await followBuild(docker, await Promise.race([progress, failed]), repository);
  const id = await imageOfRecipe(docker, repository, key);
  if (id === undefined) throw new ImageBuildFailed(repository, 'the engine lost the image', 'run it again');
  return id;
}

async function buildInEngine(docker: Docker, key: string, log: Log): Promise<string> {
  const reply = await docker.buildImage(await packContext([{ from: recipeFolder, to: '.' }]), {
    t: tagOf(repository, key),
    labels: { [recipeLabel]: key },
    // The private engine has no bridge; the build needs a mirror.
    networkmode: 'host',
  });
  await followBuild(docker, reply, repository, log);
  const id = await imageOfRecipe(docker, repository, key);
  if (id === undefined) throw new ImageBuildFailed(repository, 'the engine lost the image', 'run it again');
  return id;
}
