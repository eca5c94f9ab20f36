import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import Docker from 'dockerode';
import { buildAlgorithmImage } from './images/algorithm-image.ts';
import { buildRunnerImage } from './images/runner-image.ts';
import { ensureBaseImage as ensureBase } from './images/base-image.ts';
import { stateDirectory } from './engine/env.ts';
import type { Log } from './engine/packages.ts';

const examples = resolve(import.meta.dirname, '../../examples');

/** @see ensureBaseImage in images/base-image.ts; works in the project's own state folder. */
export async function ensureBaseImage(
  engine: { socketPath: string },
  options: { log: Log },
): Promise<string> {
  mkdirSync(stateDirectory, { recursive: true });
  return ensureBase(engine, { log: options.log, workDirectory: stateDirectory });
}

/** The example algorithm `train-classifier` as an image. Returns its id. */
export async function buildExampleImage(
  engine: { socketPath: string },
  options: { log: Log },
): Promise<string> {
  const base = await ensureBaseImage(engine, options);
  const docker = new Docker({ socketPath: engine.socketPath });
  return buildAlgorithmImage(docker, {
    name: 'train-classifier',
    base,
    folder: resolve(examples, 'train-classifier'),
  });
}

/** One image with the misbehaving algorithms of the tests; each is `/algorithm/NAME.py`. Returns its id. */
export async function buildMisbehavingImage(
  engine: { socketPath: string },
  options: { log: Log },
): Promise<string> {
  const base = await ensureBaseImage(engine, options);
  const docker = new Docker({ socketPath: engine.socketPath });
  return buildAlgorithmImage(docker, {
    name: 'misbehaving',
    base,
    folder: resolve(import.meta.dirname, 'algorithms'),
  });
}

/** An image whose algorithm needs one GPU and nothing but the driver's libcuda. Returns its id. */
export async function buildGpuImage(engine: { socketPath: string }, options: { log: Log }): Promise<string> {
  const base = await ensureBaseImage(engine, options);
  const docker = new Docker({ socketPath: engine.socketPath });
  return buildAlgorithmImage(docker, {
    name: 'gpu',
    base,
    folder: resolve(import.meta.dirname, 'gpu-algorithm'),
  });
}

/** A small image whose algorithm counts rows, as slowly as it is asked to; a few megabytes. Returns its id. */
export async function buildSmallImage(
  engine: { socketPath: string },
  options: { log: Log },
): Promise<string> {
  const base = await ensureBaseImage(engine, options);
  const docker = new Docker({ socketPath: engine.socketPath });
  return buildAlgorithmImage(docker, {
    name: 'counting',
    base,
    folder: resolve(import.meta.dirname, 'small-algorithm'),
  });
}

/** The image that runs ONNX algorithms. Returns its id, which a provider takes as ONNX_RUNNER. */
export async function ensureRunnerImage(
  engine: { socketPath: string },
  options: { log: Log },
): Promise<string> {
  const base = await ensureBaseImage(engine, options);
  return buildRunnerImage(new Docker({ socketPath: engine.socketPath }), { base });
}
