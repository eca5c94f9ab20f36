import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeclaredOutput } from '@atoll/schemas/metadata/algorithm';
import { AtollError } from '@atoll/schemas/error';
import type { OutputEntry } from '@atoll/compute-provider/engine/engine';
import { checkOutputs, type CleanOutput } from '@atoll/compute-provider/guard/check-outputs';
import { decide } from '@atoll/compute-provider/guard/decide';
import type { GuardReport } from '@atoll/schemas/guard';
import { GuardPolicy } from '@atoll/schemas/guard';
import { runBuild, runGuard } from '@atoll/compute-provider/guard/run-guard';
import type { DatasetPrints } from '@atoll/compute-provider/guard/scan-outputs';
import { unwrapLimits } from '@atoll/compute-provider/guard/unwrap';
import { keepOutputs } from '@atoll/compute-provider/jobs/keep-outputs';

/** How far outputs came: refused before anybody looked, or checked with a verdict. */
export type Egress =
  | { kind: 'refused'; reason: string; message: string }
  | { kind: 'checked'; outputs: readonly CleanOutput[]; report: Omit<GuardReport, 'policyDigest'> };

const dataset = 'attacked';

/** The fingerprints of the attacked dataset, taken as at its registration. */
export async function printsOf(directory: string, files: readonly string[]): Promise<DatasetPrints> {
  const secret = randomBytes(32);
  const { bytes, shape } = await runBuild({ directory, files, secret });
  return { dataset, secret, table: bytes, shape };
}

/** Sends what a run left the way that a job's outputs go, through the provider's own code. */
export async function sendOut(input: {
  entries: AsyncIterable<OutputEntry>;
  declared: readonly DeclaredOutput[];
  prints: DatasetPrints;
  policy: Partial<GuardPolicy>;
}): Promise<Egress> {
  const folder = await mkdtemp(join(tmpdir(), 'atoll-attack-outputs-'));
  const raw = join(folder, 'raw');
  const policy = GuardPolicy.parse(input.policy);
  try {
    const fault = await keepOutputs(input.entries, raw);
    if (fault !== undefined) return { kind: 'refused', reason: fault, message: 'refused when collected' };
    const outputs = await checkOutputs({
      directory: raw,
      declared: input.declared,
      rules: { outputTypes: ['json', 'csv', 'onnx', 'text'], maxOutputBytes: 64 << 20 },
    });
    const rule = policy.minimumGroup;
    const groups = rule === undefined ? [] : [{ dataset, rule }];
    const scan = await runGuard({ outputs, datasets: [input.prints], groups, limits: unwrapLimits });
    const report = decide({ scan, others: [], policies: new Map([[dataset, policy]]) });
    return { kind: 'checked', outputs, report };
  } catch (error) {
    if (!(error instanceof AtollError)) throw error;
    return { kind: 'refused', reason: error.code, message: error.message };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
