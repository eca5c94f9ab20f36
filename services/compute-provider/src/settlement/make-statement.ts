import { createHash } from 'node:crypto';
import { canonicalJson, canonicalJsonBytes } from '@atoll/schemas/canonical-json';
import { type EngineFacts } from '@atoll/schemas/environment';
import { type Address, type Bytes32 } from '@atoll/schemas/ids';
import { type JobReason, type Outcome } from '@atoll/schemas/job';
import { type OrderWire } from '@atoll/schemas/order';
import { ReceiptStatement } from '@atoll/schemas/receipt';
import { type StoredRunEnd } from '../jobs/run-end.ts';

/** sha-256 of the canonical JSON of a value. */
export function digestOf(value: unknown): Bytes32 {
  return `0x${createHash('sha256').update(canonicalJsonBytes(value)).digest('hex')}`;
}

/** What a statement is made of; nothing else goes in, so the same run gives the same statement. */
export interface StatementInput {
  readonly jobId: Bytes32;
  readonly chainId: number;
  readonly jobs: Address;
  readonly order: OrderWire;
  readonly outcome: Outcome;
  readonly reason: JobReason | undefined;
  readonly commitments: readonly Bytes32[];
  readonly image: { manifestDigest: string; imageId: string } | undefined;
  readonly limits: unknown;
  readonly rules: unknown;
  readonly engine: EngineFacts;
  readonly integrity: 'full' | 'sampled' | undefined;
  readonly run: StoredRunEnd | undefined;
  readonly computeSeconds: number;
  readonly subjects: readonly { name: string; digest: { sha256: string } }[];
  readonly result: string | undefined;
  readonly outputsRoot: Bytes32;
  readonly now: Date;
}

/** The in-toto statement of a run and its digest, which the receipt carries. */
export function makeStatement(input: StatementInput): { statement: ReceiptStatement; digest: Bytes32 } {
  const { order, run, engine } = input;
  const statement = ReceiptStatement.parse({
    _type: 'https://in-toto.io/Statement/v1',
    subject: input.subjects,
    predicateType: 'urn:atoll:receipt:1',
    predicate: {
      jobId: input.jobId,
      chainId: input.chainId,
      jobs: input.jobs,
      provider: order.provider,
      outcome: input.outcome,
      ...(input.reason === undefined ? {} : { reason: input.reason }),
      datasets: order.datasets.map(({ assetId, metadataDigest }, index) => ({
        assetId,
        metadataDigest,
        commitment: input.commitments[index] ?? `0x${'00'.repeat(32)}`,
      })),
      algorithm: { assetId: order.algorithm.assetId, metadataDigest: order.algorithm.metadataDigest },
      ...(input.image === undefined ? {} : { image: input.image }),
      parametersDigest: order.parametersDigest,
      sandboxDigest: digestOf({ engine: engine.name, runtime: engine.runtime, limits: input.limits }),
      policyDigest: digestOf(input.rules),
      engine,
      integrity: input.integrity ?? 'sampled',
      usage: {
        wallSeconds: run?.usage.wallSeconds ?? 0,
        cpuSeconds: run?.usage.cpuSeconds ?? 0,
        peakMemoryBytes: run?.usage.peakMemoryBytes ?? 0,
        gpuSeconds: 0,
        computeSeconds: input.computeSeconds,
      },
      ...(run === undefined ? {} : { startedAt: run.startedAt }),
      endedAt: run?.endedAt ?? input.now.toISOString(),
      ...(input.result === undefined ? {} : { result: input.result }),
      outputsRoot: input.outputsRoot,
    },
  });
  // What is signed is exactly what is served: undefined fields are gone once it went through JSON.
  const canonical = canonicalJson(statement);
  return {
    statement: ReceiptStatement.parse(JSON.parse(canonical)),
    digest: `0x${createHash('sha256').update(canonical).digest('hex')}`,
  };
}
