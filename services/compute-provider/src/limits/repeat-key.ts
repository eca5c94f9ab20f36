import { GuardPolicy } from '@atoll/schemas/guard';
import type { Bytes32 } from '@atoll/schemas/ids';
import { and, eq, inArray, max } from 'drizzle-orm';
import type { Context } from '../context.ts';
import type { BoundSnapshot } from '../datasets/find-snapshot.ts';
import { digestOf } from '../settlement/digest-of.ts';
import { approvals, guardPolicies } from '../store/tables.ts';

/** What makes two jobs identical. */
export interface RepeatInput {
  readonly snapshots: readonly Pick<BoundSnapshot, 'snapshot' | 'name' | 'assetId'>[];
  /** Of the algorithm. */
  readonly metadataDigest: Bytes32;
  readonly parametersDigest: Bytes32;
}

/**
 * A digest that is the same for identical jobs and for no others: same snapshots, algorithm version and parameters, released under the
 * same approvals and policies. So a policy that was set or an approval that was given anew makes every earlier answer another job's.
 * Copies of a version under several accounts are that version: their jobs are identical too.
 *
 * @returns undefined where all owners let each job run for itself; one who does not is enough to keep noise from being averaged
 */
export async function repeatKey(
  ctx: Pick<Context, 'database'>,
  input: RepeatInput,
): Promise<Bytes32 | undefined> {
  const { snapshots, metadataDigest, parametersDigest } = input;
  const { db } = ctx.database;
  const [policies, given] = await Promise.all([
    db
      .select()
      .from(guardPolicies)
      .where(
        inArray(
          guardPolicies.name,
          snapshots.map(({ name }) => name),
        ),
      ),
    db
      .select({ datasetId: approvals.datasetId, approvedAt: max(approvals.approvedAt) })
      .from(approvals)
      .where(
        and(
          eq(approvals.metadataDigest, metadataDigest),
          inArray(
            approvals.datasetId,
            snapshots.map(({ assetId }) => assetId),
          ),
        ),
      )
      .groupBy(approvals.datasetId),
  ]);
  const datasets = snapshots.map(({ snapshot, name, assetId }) => {
    const policy = policies.find((each) => each.name === name);
    return {
      snapshot,
      repeat: GuardPolicy.parse(policy?.policy ?? {}).repeat,
      policySet: policy?.updatedAt.toISOString() ?? null,
      approved: given.find((each) => each.datasetId === assetId)?.approvedAt?.toISOString() ?? null,
    };
  });
  if (datasets.every(({ repeat }) => repeat === 'again')) return undefined;
  return digestOf({ datasets, metadataDigest, parametersDigest });
}
