import type { Bytes32 } from '@atoll/schemas/ids';
import type { Context } from '../context.ts';
import type { BoundSnapshot } from '../datasets/find-snapshot.ts';
import type { GroupRule } from './check-groups.ts';
import type { CleanOutput } from './check-outputs.ts';
import { decide } from './decide.ts';
import type { Finding, GuardReport } from '@atoll/schemas/guard';
import type { GuardPolicy } from '@atoll/schemas/guard';
import { readPolicy } from './policy.ts';
import { type AppliedPolicy, policyDigestOf } from './policy-digest.ts';
import { readFingerprints } from './read-fingerprints.ts';
import { bookRelease } from './release-budget.ts';
import { runGuard } from './run-guard.ts';
import { unwrapLimits } from './unwrap.ts';

/**
 * Looks into outputs that are in order: for records of the datasets, for groups that are too small, for what is left of the budgets. What
 * it says decides whether they go, wait for the owner, or stay; only the owner reads why.
 *
 * @param input.outputs in the form in which they would leave
 */
export async function inspectOutputs(
  ctx: Context,
  input: { jobId: Bytes32; snapshots: readonly BoundSnapshot[]; outputs: readonly CleanOutput[] },
): Promise<GuardReport> {
  const { jobId, snapshots, outputs } = input;
  const policies = new Map<string, GuardPolicy>();
  const applied: AppliedPolicy[] = [];
  const groups: GroupRule[] = [];
  const datasets = [];
  for (const snapshot of snapshots) {
    const policy = await readPolicy(ctx, snapshot.name);
    policies.set(snapshot.assetId, policy);
    if (policy.minimumGroup !== undefined)
      groups.push({ dataset: snapshot.assetId, rule: policy.minimumGroup });
    applied.push({ rules: snapshot.rules, policy, salt: snapshot.salt });
    datasets.push({ dataset: snapshot.assetId, ...(await readFingerprints(ctx, snapshot)) });
  }
  const scan = await runGuard({ outputs, datasets, groups, limits: unwrapLimits });
  const others: Finding[] = [];
  const bytes = outputs.reduce((sum, output) => sum + output.bytes.byteLength, 0);
  for (const [dataset, policy] of policies)
    others.push(...(await bookRelease(ctx, { jobId, datasetId: dataset, bytes, policy })));
  const report = { ...decide({ scan, others, policies }), policyDigest: policyDigestOf(applied) };
  ctx.logger.info(
    { jobId, verdict: report.verdict, findings: report.findings.length, bytes: scan.bytes },
    'outputs inspected',
  );
  return report;
}
