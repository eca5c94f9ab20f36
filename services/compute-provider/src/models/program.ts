import type { AlgorithmManifest, DeclaredOutput } from '@atoll/schemas/metadata/algorithm';
import type { RunSpecification } from '../engine/engine.ts';
import { ModelRefused } from './problems.ts';

/** What the runner writes, by the name that a manifest declares it under. */
const written: Readonly<Record<string, DeclaredOutput['type']>> = {
  'predictions.csv': 'csv',
  'summary.json': 'json',
};

/** Node and the runtime start eleven threads, and take this much before they have read a row. */
export const leastResources = { pids: 32, memoryBytes: 128 << 20 } as const;

/**
 * Checks that a manifest asks for what the runner does and for nothing else: what it said beside would be ignored, and who approves it would
 * take it for what runs.
 * @throws ModelRefused
 */
export function checkOnnxManifest(manifest: AlgorithmManifest): void {
  if (manifest.entrypoint !== undefined)
    throw new ModelRefused('it has an entrypoint, which is the runner’s');
  if (manifest.workingDirectory !== '/' || Object.keys(manifest.environment).length > 0)
    throw new ModelRefused('it sets a working directory or variables, which are the runner’s');
  for (const { name, type } of manifest.outputs)
    if (written[name] !== type)
      throw new ModelRefused(
        'the runner writes predictions.csv (csv) and summary.json (json), and it declares another output',
      );
  const { pids, memoryBytes } = manifest.resources;
  if (pids < leastResources.pids || memoryBytes < leastResources.memoryBytes)
    throw new ModelRefused(
      `the runner needs ${leastResources.pids} processes and ${leastResources.memoryBytes} bytes of memory at least`,
    );
}

/** What is started: the manifest's own program in its own image, or the runner with the outputs that the manifest declares. */
export function programOf(
  manifest: AlgorithmManifest,
): Pick<RunSpecification, 'entrypoint' | 'workingDirectory' | 'environment'> {
  const { entrypoint = [], workingDirectory, environment, resources } = manifest;
  if (manifest.onnx === undefined) return { entrypoint, workingDirectory, environment };
  const limits = (wanted: string) => {
    const output = manifest.outputs.find(({ name }) => name === wanted);
    return output && { maxBytes: output.maxBytes, maxRows: output.maxRows };
  };
  const task = {
    predictions: limits('predictions.csv'),
    summary: limits('summary.json'),
    threads: Math.max(1, Math.floor(resources.cpus)),
    gpus: resources.gpus,
  };
  // Of the memory half is for rows; the model and what it computes lie outside of that heap.
  const heap = `--max-old-space-size=${Math.floor(resources.memoryBytes / 2 ** 21)}`;
  return {
    entrypoint: ['/runner/bin/node', heap, '--v8-pool-size=1', '/runner/src/main.ts', JSON.stringify(task)],
    workingDirectory: '/',
    environment: {},
  };
}
