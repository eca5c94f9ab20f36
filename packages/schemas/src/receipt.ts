import { z } from 'zod';
import { EngineFacts } from './environment.ts';
import { Address, Bytes32, Cid, OciDigest } from './ids.ts';
import { OnnxModel } from './metadata/onnx-model.ts';
import { Outcome, JobReason } from './job.ts';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * What a provider states about a run: an in-toto statement whose subjects are the clear outputs.
 * @see https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md
 */
export const ReceiptStatement = z.object({
  _type: z.literal('https://in-toto.io/Statement/v1'),
  subject: z.array(z.object({ name: z.string(), digest: z.object({ sha256: Sha256 }) })),
  predicateType: z.literal('urn:atoll:receipt:1'),
  predicate: z.object({
    jobId: Bytes32,
    chainId: z.int().positive(),
    jobs: Address,
    provider: Address,
    outcome: Outcome,
    reason: JobReason.optional(),
    datasets: z.array(z.object({ assetId: z.string(), metadataDigest: Bytes32, commitment: Bytes32 })),
    algorithm: z.object({ assetId: z.string(), metadataDigest: Bytes32 }),
    image: z.object({ manifestDigest: OciDigest, imageId: OciDigest }).optional(),
    /** Of an ONNX algorithm, whose `image` is the runner's: the model that was run. */
    model: OnnxModel.optional(),
    parametersDigest: Bytes32,
    /** sha-256 of the canonical JSON of the sandbox profile of the run, seccomp filter and limits included; zero where nothing ran. */
    sandboxDigest: Bytes32,
    /** sha-256 of the canonical JSON of the rules and, salted, of the owners' policies that the guard applied. */
    policyDigest: Bytes32,
    /** `repeated`: an identical job had been released before, and this one was given the same outputs. */
    run: z.enum(['fresh', 'repeated']).optional(),
    /** What ran it, as it was when the run was started. */
    engine: EngineFacts,
    /** How the dataset was checked before the run. */
    integrity: z.enum(['full', 'sampled']),
    /** On the provider's grid, next value up: the exact figures could carry something out. `computeSeconds` is what was charged. */
    usage: z.object({
      wallSeconds: z.number().nonnegative(),
      cpuSeconds: z.number().nonnegative(),
      peakMemoryBytes: z.int().nonnegative(),
      gpuSeconds: z.number().nonnegative(),
      computeSeconds: z.int().nonnegative(),
    }),
    /**
     * GPUs that the run had to itself, and how it was given them. `cleared`: their memory was written over after the run, so many bytes of
     * it, of which so many were read back and found to be zero; null where it is not known to be, and then nobody else gets the device.
     */
    gpu: z
      .array(
        z.object({
          model: z.string().max(200),
          memoryBytes: z.int().positive(),
          access: z.enum(['toolkit', 'cdi', 'device_nodes']),
          cleared: z.object({ bytes: z.int().positive(), checkedBytes: z.int().positive() }).nullable(),
        }),
      )
      .max(64)
      .optional(),
    /** Whole seconds. */
    startedAt: z.iso.datetime().optional(),
    /** Whole seconds: the start and `usage.wallSeconds` after it, which is when the run had ended at the latest. */
    endedAt: z.iso.datetime(),
    /** CID of the encrypted result (a tar of the outputs and the salts of `outputsRoot`, age-encrypted). */
    result: Cid.optional(),
    outputsRoot: Bytes32,
  }),
});
export type ReceiptStatement = z.infer<typeof ReceiptStatement>;
