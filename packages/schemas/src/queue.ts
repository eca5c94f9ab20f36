import { z } from 'zod';
import { Address, Bytes32, Seconds32 } from './ids.ts';

/** What a waiting job waits for. */
export const QueueReason = z.enum([
  /** It is being started. */
  'starting',
  'waiting_slot',
  'waiting_gpu',
  'waiting_cpu',
  'waiting_memory',
  /** What it needs is free, and taking it would delay the job that is next. */
  'waiting_turn',
  /** Its last attempt could not be started; the next one follows after a pause. */
  'waiting_retry',
]);
export type QueueReason = z.infer<typeof QueueReason>;

/** A buyer's place in the queue, 1 for who is next, and what the job waits for. It tells nothing of the others but their number. */
export const QueuePlace = z.object({ position: z.int().positive(), reason: QueueReason });
export type QueuePlace = z.infer<typeof QueuePlace>;

/** What a job holds or asks for. */
const Held = z.object({
  jobId: Bytes32,
  buyer: Address,
  environment: Bytes32,
  cpus: z.number().nonnegative(),
  memoryBytes: z.int().nonnegative(),
  gpus: z.int().nonnegative(),
  maxSeconds: Seconds32,
});

/** Who runs and who waits for what, for the custodian. */
export const QueueView = z.object({
  /** What jobs may hold together. */
  machine: z.object({
    cpus: z.number().nonnegative(),
    memoryBytes: z.int().nonnegative(),
    gpus: z.int().nonnegative(),
  }),
  running: z.array(Held.extend({ endsBy: z.iso.datetime() })),
  /** In the order in which they are to start. */
  waiting: z.array(
    Held.extend({
      ...QueuePlace.shape,
      waitedSeconds: z.number().nonnegative(),
      /** When it starts if every run takes as long as it may; absent where this machine could never hold it. */
      startsBy: z.iso.datetime().optional(),
    }),
  ),
});
export type QueueView = z.infer<typeof QueueView>;

/** How long the queue of each environment is, for everybody: numbers, and nobody's order. */
export const QueueLengths = z.array(
  z.object({
    environment: Bytes32,
    slots: z.int().nonnegative(),
    running: z.int().nonnegative(),
    /** Orders that wait; of those that are on their way nothing is told. */
    waiting: z.int().nonnegative(),
    /**
     * Seconds after which a run that is ordered now has started for certain: behind all that runs, waits and was quoted, if each takes as
     * long as it may. 0: at once. Absent where the machine could not hold it.
     */
    startsWithin: z.int().nonnegative().optional(),
  }),
);
export type QueueLengths = z.infer<typeof QueueLengths>;

const Share = z.number().min(0).max(1);

/** How busy a provider was in each of the last 168 whole hours, oldest first, as shares of what it offers now, in whole percents. */
export const Utilisation = z.array(
  z.object({ hour: z.iso.datetime(), slots: Share, cpus: Share, memory: Share }),
);
export type Utilisation = z.infer<typeof Utilisation>;

/** What was held, from the choice of a job until its outputs were safe, over all its attempts. */
const Usage = z.object({
  attempts: z.int().nonnegative(),
  slotSeconds: z.number().nonnegative(),
  cpuSeconds: z.number().nonnegative(),
  memoryByteSeconds: z.number().nonnegative(),
  gpuSeconds: z.number().nonnegative(),
  /** Of the processors' time, what the runs were seen to use. */
  usedCpuSeconds: z.number().nonnegative(),
});

/** What each environment and the jobs of late have held, for the custodian. */
export const ResourceUsage = z.object({
  environments: z.array(Usage.extend({ environment: Bytes32 })),
  /** The newest first, at most 200. */
  jobs: z.array(Usage.extend({ jobId: Bytes32, buyer: Address, environment: Bytes32 })),
});
export type ResourceUsage = z.infer<typeof ResourceUsage>;
