import { z } from 'zod';
import { Address, Cid } from '../ids.ts';
import { OciImage } from './image.ts';

/** A file name of an output: no path, no leading dot, so nothing can climb out of the output folder. */
export const OutputName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'expected a plain file name of at most 100 characters')
  // What lies beside the outputs in a result: their salts, and in a rekeyed one the receipt.
  .refine((name) => !name.startsWith('atoll-receipt'), 'names that begin with atoll-receipt are taken');

/** A file that an algorithm may leave. Whatever it leaves beside these ends the run as failed. */
export const DeclaredOutput = z.object({
  name: OutputName,
  type: z.enum(['json', 'csv', 'onnx', 'text']),
  maxBytes: z
    .int()
    .positive()
    .max(1 << 30),
  /** csv only: most data rows. */
  maxRows: z.int().positive().optional(),
  /** json and csv: significant decimal digits that its numbers are written with; absent means 6. */
  precision: z.int().min(1).max(17).optional(),
  required: z.boolean().default(true),
  description: z.string().max(500).optional(),
});
export type DeclaredOutput = z.infer<typeof DeclaredOutput>;

/** Most that one run of the algorithm needs; a provider refuses a job that its environment cannot give. */
export const ResourceNeeds = z.object({
  cpus: z.number().positive().max(1024),
  memoryBytes: z.int().min(16 << 20),
  scratchBytes: z
    .int()
    .nonnegative()
    .default(64 << 20),
  pids: z.int().min(1).max(4096).default(256),
  gpus: z.int().nonnegative().max(64).default(0),
});
export type ResourceNeeds = z.infer<typeof ResourceNeeds>;

/** A variable that the approved manifest sets. Loader, driver and interpreter hooks are never a job's to set. */
export const EnvironmentName = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{0,63}$/, 'expected upper-case letters, digits and _')
  .refine(
    (name) => !/^(LD_|NVIDIA_|CUDA_|DOCKER_|PYTHONSTARTUP$|PYTHONPATH$|NODE_OPTIONS$|PATH$|HOME$)/.test(name),
    {
      message: 'this variable belongs to the sandbox',
    },
  );

/** What runs and what may leave, exactly. The document's sha-256 is what a dataset's owner approves. */
export const AlgorithmManifest = z
  .object({
    version: z.literal(1),
    image: OciImage.optional(),
    onnx: z.object({ cid: Cid, size: z.int().positive() }).optional(),
    /** Absolute path of the program and its fixed arguments; what the image says of itself is ignored. */
    entrypoint: z.array(z.string().min(1).max(1000)).min(1).max(64).optional(),
    workingDirectory: z
      .string()
      .max(1000)
      // Each character can be matched in one way only: a hostile path must not make the pattern try them all.
      .regex(/^\/(?:[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*\/?)?$/, 'expected an absolute path')
      .refine((path) => !/^\/(proc|sys|dev)(\/|$)/.test(path) && !/\/\.{1,2}(\/|$)/.test(path), {
        message: 'the working directory may not lie under /proc, /sys or /dev, nor hold . or ..',
      })
      .default('/'),
    environment: z.record(EnvironmentName, z.string().max(4096)).default({}),
    /** JSON Schema (2020-12) of the parameters that a buyer may set; they arrive as /atoll/parameters.json. */
    parameters: z.record(z.string(), z.unknown()),
    outputs: z.array(DeclaredOutput).min(1).max(64),
    resources: ResourceNeeds,
    maxSeconds: z
      .int()
      .positive()
      .max(30 * 86_400),
    /** Providers on which it may run; absent means any. */
    providers: z.array(Address).min(1).max(64).optional(),
  })
  .refine((manifest) => (manifest.image === undefined) !== (manifest.onnx === undefined), {
    message: 'a manifest names an image or an ONNX file, one of them',
  })
  .refine((manifest) => manifest.image === undefined || manifest.entrypoint !== undefined, {
    message: 'an image needs an entrypoint',
    path: ['entrypoint'],
  })
  .refine(
    (manifest) => new Set(manifest.outputs.map((output) => output.name)).size === manifest.outputs.length,
    {
      message: 'output names must differ',
      path: ['outputs'],
    },
  );
export type AlgorithmManifest = z.infer<typeof AlgorithmManifest>;

/** The metadata document of an algorithm: schema.org for people and search engines, the manifest for machines. */
export const AlgorithmDocument = z.object({
  '@context': z.literal('https://schema.org/'),
  '@type': z.literal('SoftwareApplication'),
  name: z.string().min(1).max(200),
  description: z.string().max(20_000),
  license: z.string().min(1).max(500),
  softwareVersion: z.string().min(1).max(64),
  keywords: z.array(z.string().max(64)).max(32).default([]),
  author: z.string().max(200).optional(),
  atoll: z.object({ kind: z.literal('algorithm'), manifest: AlgorithmManifest }),
});
export type AlgorithmDocument = z.infer<typeof AlgorithmDocument>;
