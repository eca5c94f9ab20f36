import { z } from 'zod';
import type { Context } from '../context.ts';
import type { BoundSnapshot } from '../datasets/find-snapshot.ts';
import type { Job } from '../store/job-row.ts';
import { releases } from '../store/limit-tables.ts';

/** What a released output is, in the ledger and in the statement. */
export const Outputs = z.array(z.object({ name: z.string(), digest: z.object({ sha256: z.string() }) }));

/**
 * Writes into the ledger of each dataset what is about to leave it, before it is encrypted to anybody: a crash leaves an entry too many
 * and never one too few. Written again it stands once.
 */
export async function bookReleases(
  ctx: Pick<Context, 'database' | 'clock'>,
  input: {
    job: Job;
    snapshots: readonly Pick<BoundSnapshot, 'assetId' | 'name' | 'snapshot'>[];
    outputs: readonly { name: string; size: number; sha256: string }[];
    repeated: boolean;
  },
): Promise<void> {
  const { job, outputs, repeated } = input;
  const row = {
    bytes: outputs.reduce((sum, { size }) => sum + size, 0),
    outputs: outputs.map(({ name, sha256 }) => ({ name, digest: { sha256: sha256.slice(2) } })),
    repeated,
  };
  const at = ctx.clock.now();
  for (const { assetId, name, snapshot } of input.snapshots)
    await ctx.database.db
      .insert(releases)
      .values({ jobId: job.jobId, datasetId: assetId, name, snapshot, at, ...row })
      .onConflictDoUpdate({ target: [releases.jobId, releases.datasetId], set: row });
}
