import { z } from 'zod';
import { EngineFacts } from './environment.ts';
import { Address, Bytes32 } from './ids.ts';
import { JobState } from './job.ts';

/** One release of a dataset: what left it, for whom. */
export const LedgerEntry = z.object({
  /** Grows with time; what a page begins after. */
  id: z.int().positive(),
  jobId: Bytes32,
  /** Where the job stands now: what was let out of a job that did not end `released` was never served. */
  state: JobState,
  buyer: Address,
  algorithm: z.object({ assetId: z.string(), metadataDigest: Bytes32 }),
  parametersDigest: Bytes32,
  snapshot: z.string(),
  bytes: z.int().nonnegative(),
  outputs: z.array(z.object({ name: z.string(), digest: z.object({ sha256: z.string() }) })),
  /** The outputs of an identical job before it; their bytes are not counted a second time. */
  repeated: z.boolean(),
  at: z.iso.datetime(),
});
export type LedgerEntry = z.infer<typeof LedgerEntry>;

/** Bytes of outputs by what became of them. The first four make up what counts against the budget. */
export const ReleasedParts = z.object({
  /** Of results that their buyers were given. */
  left: z.int().nonnegative(),
  /** Of runs whose outputs are checked, encrypted or settled now. */
  underWay: z.int().nonnegative(),
  /** Of outputs that are held for review. */
  held: z.int().nonnegative(),
  /** Booked to be encrypted to a buyer, and not served when the job ended otherwise than released. */
  unserved: z.int().nonnegative(),
  /** Withheld, or never booked: it counts no more. */
  keptBack: z.int().nonnegative(),
});
export type ReleasedParts = z.infer<typeof ReleasedParts>;

/** What has left a dataset, newest first, and how much still may. For its custodian. */
export const LedgerPage = z.object({
  name: z.string(),
  budget: z.object({
    /** What counts: all that has left or may be about to. */
    releasedBytes: z.int().nonnegative(),
    parts: ReleasedParts,
    /** Absent where the custodian set no budget. */
    maxReleasedBytes: z.int().nonnegative().optional(),
    leftBytes: z.int().nonnegative().optional(),
  }),
  releases: z.array(LedgerEntry),
  /** `cursor` of the next page; absent on the last one. */
  next: z.string().optional(),
});
export type LedgerPage = z.infer<typeof LedgerPage>;

/** One attempt at a job with its exact figures: for the custodian, never for a buyer, to whom they could carry something out. */
export const AttemptView = z.object({
  attempt: z.int().nonnegative(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().optional(),
  engine: EngineFacts.optional(),
  integrity: z.enum(['full', 'sampled']).optional(),
  /** sha-256 of the canonical JSON of the sandbox profile. */
  sandboxDigest: Bytes32.optional(),
  /** `out_of_memory`, `timed_out` or `exited` with its code. */
  outcome: z.enum(['exited', 'out_of_memory', 'timed_out']).optional(),
  exitCode: z.int().optional(),
  /** What was wrong with the outputs before the guard saw any. */
  fault: z.string().optional(),
  usage: z
    .object({
      wallSeconds: z.number(),
      cpuSeconds: z.number(),
      peakMemoryBytes: z.number(),
      gpuSeconds: z.number(),
    })
    .optional(),
  verdict: z.string().optional(),
});
export type AttemptView = z.infer<typeof AttemptView>;
