import { createHash } from 'node:crypto';
import { canonicalJson } from '@atoll/schemas/canonical-json';
import type { EngineFacts } from '@atoll/schemas/environment';
import type { Address, Bytes32 } from '@atoll/schemas/ids';
import type { JobReason, Outcome } from '@atoll/schemas/job';
import type { OnnxModel } from '@atoll/schemas/metadata/onnx-model';
import type { OrderWire } from '@atoll/schemas/order';
import { ReceiptStatement } from '@atoll/schemas/receipt';
import type { StoredRunEnd } from '../jobs/run-end.ts';
import { quantisedMemory, quantisedSeconds, wholeSeconds } from './quantise.ts';

const zero: Bytes32 = `0x${'00'.repeat(32)}`;

/** What a statement is made of; nothing else goes in, so the same run gives the same statement. */
export interface StatementInput {
  readonly jobId: Bytes32;
  readonly chainId: number;
  readonly jobs: Address;
  readonly order: OrderWire;
  readonly outcome: Outcome;
  readonly reason: JobReason | undefined;
  /** Leg by leg; nothing where the order was not quoted here. */
  readonly commitments: readonly (Bytes32 | undefined)[];
  readonly image: { manifestDigest: string; imageId: string } | undefined;
  /** Of an ONNX algorithm. */
  readonly model: OnnxModel | undefined;
  /** Of the profile that the run was started under; undefined where nothing ran. */
  readonly sandboxDigest: Bytes32 | undefined;
  readonly policyDigest: Bytes32;
  /** Whether the outputs of an identical job were given out again. */
  readonly repeated: boolean;
  readonly engine: EngineFacts;
  readonly integrity: 'full' | 'sampled' | undefined;
  readonly run: StoredRunEnd | undefined;
  readonly computeSeconds: number;
  readonly subjects: readonly { name: string; digest: { sha256: string } }[];
  readonly result: string | undefined;
  readonly outputsRoot: Bytes32;
  /** Devices that the run had, each with what became of its memory. */
  readonly gpus?: NonNullable<ReceiptStatement['predicate']['gpu']>;
  readonly now: Date;
}

/** The in-toto statement of a run and its digest, which the receipt carries. */
export function makeStatement(input: StatementInput): { statement: ReceiptStatement; digest: Bytes32 } {
  const { order, run, engine } = input;
  const usage = usageOf(run);
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
        commitment: input.commitments[index] ?? zero,
      })),
      algorithm: { assetId: order.algorithm.assetId, metadataDigest: order.algorithm.metadataDigest },
      ...(input.image === undefined ? {} : { image: input.image }),
      ...(input.model === undefined ? {} : { model: input.model }),
      parametersDigest: order.parametersDigest,
      sandboxDigest: input.sandboxDigest ?? zero,
      policyDigest: input.policyDigest,
      run: input.repeated ? 'repeated' : 'fresh',
      engine,
      integrity: input.integrity ?? 'sampled',
      usage: { ...usage, computeSeconds: input.computeSeconds },
      ...(input.gpus === undefined || input.gpus.length === 0 ? {} : { gpu: [...input.gpus] }),
      ...timesOf(run, usage.wallSeconds, input.now),
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

/** What a buyer may see of what a run took; the exact figures stay with the attempt, for the custodian. */
function usageOf(run: StoredRunEnd | undefined) {
  return {
    wallSeconds: quantisedSeconds(run?.usage.wallSeconds ?? 0),
    cpuSeconds: quantisedSeconds(run?.usage.cpuSeconds ?? 0),
    peakMemoryBytes: quantisedMemory(run?.usage.peakMemoryBytes ?? 0),
    gpuSeconds: quantisedSeconds(run?.usage.gpuSeconds ?? 0),
  };
}

/** The exact end would undo the rounding of the duration, so the stated one is the start and the stated duration. */
function timesOf(run: StoredRunEnd | undefined, wallSeconds: number, now: Date) {
  if (run === undefined) return { endedAt: wholeSeconds(now).toISOString() };
  const started = wholeSeconds(run.startedAt);
  return {
    startedAt: started.toISOString(),
    endedAt: new Date(started.getTime() + wallSeconds * 1000).toISOString(),
  };
}
