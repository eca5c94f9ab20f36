import { z } from 'zod';

/** How a run ended, as it is kept once its outputs lie on this machine's disk. */
export const StoredRunEnd = z.object({
  outcome: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('exited'), code: z.int() }),
    z.object({ kind: z.literal('out_of_memory') }),
    z.object({ kind: z.literal('timed_out') }),
  ]),
  /** What was found before the guard saw any output: a fault of the outputs, or that nothing was to be collected any more. */
  fault: z.enum(['output_too_large', 'output_undeclared', 'output_invalid', 'approval_revoked']).optional(),
  usage: z.object({
    wallSeconds: z.number().nonnegative(),
    cpuSeconds: z.number().nonnegative(),
    peakMemoryBytes: z.number().nonnegative(),
    gpuSeconds: z.number().nonnegative().optional(),
  }),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
});
export type StoredRunEnd = z.infer<typeof StoredRunEnd>;

/** What a released output is, for the statement. */
export const Subjects = z.array(z.object({ name: z.string(), digest: z.object({ sha256: z.string() }) }));
