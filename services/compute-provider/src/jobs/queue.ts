import { Bytes32 } from '@atoll/schemas/ids';
import { keepRunning, reportingFailures } from '@atoll/server-kit/keep-running';
import type { Logger } from '@atoll/server-kit/logger';
import type { Sql } from '@atoll/server-kit/database';
import { Logger as QueueLogger, makeWorkerUtils, run, type WorkerUtils } from 'graphile-worker';
import { z } from 'zod';

/** Its own Postgres schema, beside the service's. */
const schema = 'compute_provider_queue';
const task = 'advance_job';
const Payload = z.object({ jobId: Bytes32 });

export interface Queue {
  enqueue(jobId: Bytes32): Promise<void>;
  /** Begins to work. Before, jobs can only be added. */
  start(act: (jobId: Bytes32) => Promise<void>): Promise<void>;
  /** Forgets steps that another one took the place of while they were under way, and that then failed. */
  tidy(): Promise<void>;
  /** Lets the steps under way end and begins no other. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The queue of jobs to take a step further, in the service's own database. A job is worked on by one worker at a time; asking
 * twice is asking once; what throws is tried again with growing pauses.
 */
export async function openQueue(input: {
  databaseUrl: string;
  sql: Sql;
  concurrency: number;
  logger: Logger;
}): Promise<Queue> {
  const logger = new QueueLogger(() => (level, message, meta) => {
    if (level === 'error') input.logger.warn({ queue: meta?.['error'] ?? message }, 'a step is tried again');
    else input.logger.debug({ queue: message }, 'queue');
  });
  const shared = { connectionString: input.databaseUrl, schema, logger };
  const utils = await makeWorkerUtils({ ...shared, maxPoolSize: 2 });
  await utils.migrate();
  await takeBack(input.sql, utils);
  // Each job has a queue of its own; nobody adds to them now.
  await utils.cleanup({ tasks: ['DELETE_PERMAFAILED_JOBS', 'GC_JOB_QUEUES'] });
  const stopping = new AbortController();
  const { signal } = stopping;
  let working: Promise<void> | undefined;
  const stop = async () => {
    stopping.abort();
    await working;
  };
  return {
    enqueue: async (jobId) => {
      const options = { queueName: jobId, jobKey: jobId, jobKeyMode: 'replace', maxAttempts: 1000 } as const;
      await utils.addJob(task, { jobId }, options);
    },
    start: async (act) => {
      const alone = oneAtATime(act);
      const begin = async () => {
        await takeBack(input.sql, utils);
        return run({
          ...shared,
          preset: reportingFailures,
          concurrency: input.concurrency,
          pollInterval: 1000,
          noHandleSignals: true,
          maxPoolSize: input.concurrency + 2,
          taskList: { [task]: async (payload) => alone(Payload.parse(payload).jobId) },
        });
      };
      const onFailure = (error: unknown) =>
        input.logger.warn({ err: error }, 'the queue failed, and begins anew');
      ({ stopped: working } = await keepRunning({ begin, signal, onFailure }));
    },
    tidy: () => utils.cleanup({ tasks: ['DELETE_PERMAFAILED_JOBS'] }),
    stop,
    close: async () => {
      await stop();
      await utils.release();
    },
  };
}

/** Takes back the jobs of workers that are gone. This process is the only one that works here, so whoever still holds a lock is. */
async function takeBack(sql: Sql, utils: WorkerUtils): Promise<void> {
  const held = await sql<{ worker: string }[]>`
    select distinct locked_by as worker from compute_provider_queue._private_jobs where locked_by is not null
    union select distinct locked_by from compute_provider_queue._private_job_queues where locked_by is not null`;
  await utils.forceUnlockWorkers(held.map(({ worker }) => worker));
}

/** A step that is still under way when its job is handed out again, as one that was taken back is, ends before the next begins. */
function oneAtATime(act: (jobId: Bytes32) => Promise<void>): (jobId: Bytes32) => Promise<void> {
  const underWay = new Map<Bytes32, Promise<unknown>>();
  return async (jobId) => {
    const step = (underWay.get(jobId) ?? Promise.resolve()).then(() => act(jobId));
    const ended = step.catch(() => undefined);
    underWay.set(jobId, ended);
    try {
      await step;
    } finally {
      if (underWay.get(jobId) === ended) underWay.delete(jobId);
    }
  };
}
