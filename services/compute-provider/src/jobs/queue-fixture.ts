import { Address, Bytes32 } from '@atoll/schemas/ids';
import type { JobState } from '@atoll/schemas/job';
import type { EnvironmentDocument } from '@atoll/schemas/environment';
import type { Context, OfferedEnvironment } from '../context.ts';

/** Ids of tests and benchmarks: a number as 32 or 20 bytes. */
export const jobIdOf = (index: number): Bytes32 => Bytes32.parse(`0x${index.toString(16).padStart(64, '0')}`);
export const buyerOf = (index: number): Address => Address.parse(`0x${index.toString(16).padStart(40, '0')}`);

export const environmentId = jobIdOf(0xe);
const document: EnvironmentDocument = {
  name: 'bench',
  cpus: 1,
  memoryBytes: 1 << 20,
  scratchBytes: 0,
  gpus: [],
  runtime: 'fake',
};

/** One environment with slots on a machine of some processors. */
export function settingsOf(input: {
  cpus: number;
  slots: number;
}): Pick<Context['settings'], 'machine' | 'environments'> {
  const environment: OfferedEnvironment = {
    id: environmentId,
    document,
    slots: input.slots,
    pricePerSecond: 1n,
    token: buyerOf(1),
  };
  return {
    machine: { cpus: input.cpus, memoryBytes: 2 ** 40, gpus: 0 },
    environments: [environment],
  };
}

/** Writes a job into the tables as an order, its quote and its admission leave it. */
export async function writeJob(
  { database }: Pick<Context, 'database'>,
  job: {
    jobId: Bytes32;
    buyer: Address;
    maxSeconds: number;
    cpus: number;
    state?: JobState;
    queuedAt: Date;
    runBy?: number;
  },
): Promise<void> {
  const { sql } = database;
  const order = { buyer: job.buyer, maxSeconds: job.maxSeconds, runBy: job.runBy ?? 2 ** 40 };
  const at = job.queuedAt.toISOString();
  await sql.begin(async (transaction) => {
    await transaction`
      insert into compute_provider.quotes (job_id, "order", environment, snapshots, valid_until, quoted_block)
      values (${job.jobId}, ${JSON.stringify(order)}, ${environmentId}, '[]', 0, 0)`;
    await transaction`
      insert into compute_provider.jobs
        (job_id, environment, state, settlement, ordered_block, ordered_block_hash, ordered_at, updated_at)
      values (${job.jobId}, ${environmentId}, ${job.state ?? 'queued'}, 'pending', 0, '0x', 0, ${at})`;
    await transaction`
      insert into compute_provider.job_demands (job_id, cpus, memory_bytes, gpus, queued_at)
      values (${job.jobId}, ${job.cpus}, 1, 0, ${at})`;
  });
}
