import { keepRunning, reportingFailures } from '@atoll/server-kit/keep-running';
import type { Logger } from '@atoll/server-kit/logger';
import { Logger as QueueLogger, makeWorkerUtils, run, type RunnerOptions } from 'graphile-worker';
import type { TransactionSql } from 'postgres';
import { z } from 'zod';

/** The Postgres schema of a chain's queue, beside its tables. */
export const queueSchema = (chainId: number): string => `webhooks_${chainId}`;
const task = 'deliver';
const Payload = z.object({ delivery: z.string() });

/** Deliveries that are under way at once. */
const concurrency = 50;
/** Deliveries of one key that are under way at once, so that no key's slow receivers hold up those of others. */
export const lanes = 10;

/**
 * Puts deliveries into the queue, within the caller's transaction. Those of one lane of a key, and so of one webhook, are sent one at a time, in
 * this order; asking twice for one is asking once.
 *
 * @param afterMs milliseconds from now
 */
export async function addDeliveryJobs(
  transaction: TransactionSql<{ bigint: bigint }>,
  chainId: number,
  deliveries: readonly { delivery: string; webhook: string }[],
  afterMs = 0,
): Promise<void> {
  if (deliveries.length === 0) return;
  await transaction`
    select ${transaction.unsafe(queueSchema(chainId))}.add_job(
      ${task}, json_build_object('delivery', delivery), queue_name => (
        select key_id || '/' || lane from indexer.webhooks where webhook_id = webhook
      ), job_key => delivery,
      run_at => now() + ${afterMs} * interval '1 millisecond', max_attempts => 1000
    ) from jsonb_to_recordset((${JSON.stringify(deliveries)}::text)::jsonb) as named (delivery text, webhook text)`;
}

/** Puts what a webhook was not sent yet into the queue, in the order of the chain, within the caller's transaction. */
export async function addPendingJobs(
  transaction: TransactionSql<{ bigint: bigint }>,
  chainId: number,
  webhook: string,
): Promise<void> {
  const pending = await transaction<{ delivery: string; webhook: string }[]>`
    select delivery_id as delivery, webhook_id as webhook from indexer.deliveries
    where webhook_id = ${webhook} and state = 'pending' order by change_id`;
  await addDeliveryJobs(transaction, chainId, pending);
}

export interface DeliveryQueue {
  stop(): Promise<void>;
}

/** What is shared by whoever looks after one queue. */
type Shared = Pick<RunnerOptions, 'connectionString' | 'schema' | 'logger'>;

/** Makes the tables where there are none, and takes back the jobs of runners that are gone. */
async function prepare(shared: Shared): Promise<void> {
  const utils = await makeWorkerUtils({ ...shared, maxPoolSize: 2 });
  try {
    await utils.migrate();
    const held = await utils.withPgClient((client) =>
      client.query<{ worker: string }>(
        `select distinct locked_by as worker from ${shared.schema}._private_jobs where locked_by is not null
         union select distinct locked_by from ${shared.schema}._private_job_queues where locked_by is not null`,
      ),
    );
    await utils.forceUnlockWorkers(held.rows.map(({ worker }) => worker));
    await utils.cleanup({ tasks: ['GC_JOB_QUEUES'] });
  } finally {
    await utils.release();
  }
}

/**
 * Works on the queue of one chain, and begins anew where the database failed it. Only the elected process does, so whoever still holds a job
 * when it begins is dead, or no longer elected and at most sends what is sent again.
 */
export async function startDeliveryQueue(input: {
  databaseUrl: string;
  chainId: number;
  logger: Logger;
  deliver: (delivery: string, signal: AbortSignal) => Promise<void>;
}): Promise<DeliveryQueue> {
  const logger = new QueueLogger(() => (level, message, meta) => {
    if (level === 'error')
      input.logger.warn({ queue: meta?.['error'] ?? message }, 'a delivery is tried again');
    else input.logger.debug({ queue: message }, 'queue');
  });
  const shared = { connectionString: input.databaseUrl, schema: queueSchema(input.chainId), logger };
  const stopping = new AbortController();
  const { signal } = stopping;
  const begin = async () => {
    await prepare(shared);
    return run({
      ...shared,
      preset: reportingFailures,
      concurrency,
      pollInterval: 500,
      noHandleSignals: true,
      maxPoolSize: 4,
      taskList: { [task]: async (payload) => input.deliver(Payload.parse(payload).delivery, signal) },
    });
  };
  const { stopped } = await keepRunning({
    begin,
    signal,
    onFailure: (error) =>
      input.logger.warn({ err: error }, 'the queue of deliveries failed, and begins anew'),
  });
  return {
    stop: async () => {
      // What is under way is given up and stays in the queue.
      stopping.abort();
      await stopped;
    },
  };
}
