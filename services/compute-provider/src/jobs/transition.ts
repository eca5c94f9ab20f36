import { AtollError } from '@atoll/schemas/error';
import type { JobReason, JobState, Outcome, Settlement } from '@atoll/schemas/job';

/** Outcomes that a receipt of the provider can state; the other two are made by cancellation and by silence. */
export type ReceiptOutcome = Exclude<Outcome, 'cancelled' | 'expired'>;

/** Where a job stands. What a state needs to be acted on is part of it, so that a state without it cannot be written. */
export type JobStatus =
  | { readonly state: 'quoted' | 'funded' | 'queued' | 'provisioning' | 'running'; readonly attempt: number }
  | {
      readonly state: 'output_review' | 'delivering';
      readonly attempt: number;
      readonly computeSeconds: number;
    }
  | {
      readonly state: 'settling';
      readonly attempt: number;
      readonly computeSeconds: number;
      readonly outcome: ReceiptOutcome;
      readonly reason?: JobReason | undefined;
    }
  | {
      readonly state: EndState | 'disputed';
      readonly attempt: number;
      readonly computeSeconds: number;
      readonly outcome?: Outcome | undefined;
      readonly reason?: JobReason | undefined;
    };

type EndState = Extract<
  JobState,
  'released' | 'withheld' | 'failed' | 'refused' | 'cancelled' | 'expired' | 'orphaned' | 'ruled'
>;

/** What happened to a job. */
export type JobEvent =
  | { readonly event: 'order_confirmed' }
  | { readonly event: 'enqueued' }
  /** The outputs of an identical job are given out again; nothing runs for this one. */
  | { readonly event: 'answered_again' }
  /** Buyer and provider agree that the job ends without a result and without a price. */
  | { readonly event: 'cancel_agreed'; readonly whileRunning: boolean }
  | { readonly event: 'attempt_started' }
  | { readonly event: 'container_started' }
  /** The run's container or outputs are gone without an outcome: an engine or host restart. */
  | { readonly event: 'attempt_lost' }
  | { readonly event: 'outputs_accepted'; readonly computeSeconds: number; readonly review: boolean }
  /** The job ends without a released result; the reason says at whose cost. */
  | { readonly event: 'stopped'; readonly reason: JobReason; readonly computeSeconds: number }
  | { readonly event: 'output_released' }
  | { readonly event: 'delivered' }
  | { readonly event: 'ended_on_chain'; readonly outcome: Outcome }
  | { readonly event: 'order_orphaned' }
  | { readonly event: 'dispute_opened' }
  | { readonly event: 'dispute_ruled' };

/** A reason tells the outcome that a receipt states for it. */
export const outcomeOfReason: Readonly<Record<JobReason, Outcome>> = {
  algorithm_exited_nonzero: 'algorithm_failed',
  algorithm_out_of_memory: 'algorithm_failed',
  algorithm_timed_out: 'algorithm_failed',
  output_missing: 'algorithm_failed',
  output_undeclared: 'algorithm_failed',
  output_too_large: 'algorithm_failed',
  output_invalid: 'algorithm_failed',
  output_withheld: 'withheld',
  review_timed_out: 'withheld',
  approval_revoked: 'refused',
  dataset_changed: 'refused',
  image_unavailable: 'refused',
  order_mismatch: 'refused',
  quote_expired: 'refused',
  engine_failed: 'provider_failed',
  runtime_unavailable: 'refused',
  gpu_unavailable: 'refused',
  provider_halted: 'refused',
  provider_restarted: 'provider_failed',
  storage_failed: 'provider_failed',
  deadline_passed: 'expired',
  order_orphaned: 'refused',
  cancelled_by_agreement: 'cancelled',
};

/** The end that an outcome on chain means. */
const endOfOutcome: Readonly<Record<Outcome, EndState>> = {
  released: 'released',
  withheld: 'withheld',
  algorithm_failed: 'failed',
  provider_failed: 'failed',
  refused: 'refused',
  cancelled: 'cancelled',
  expired: 'expired',
};

const reasonOfOutcome: Readonly<Record<Outcome, JobReason | undefined>> = {
  released: undefined,
  withheld: 'review_timed_out',
  algorithm_failed: 'output_invalid',
  provider_failed: 'engine_failed',
  refused: 'order_mismatch',
  cancelled: 'cancelled_by_agreement',
  expired: 'deadline_passed',
};

/** An event that a state does not know: a fault of this service, or two acts that crossed. Nothing was changed. */
export class TransitionRefused extends AtollError {
  constructor(state: JobState, event: JobEvent['event']) {
    super({
      code: 'conflict',
      message: `a job that is ${state} takes no ${event}`,
      hint: 'read the job again: it may have gone on meanwhile',
      data: { state, event },
    });
  }
}

/** States in which a container may exist or is about to. */
export const holdsSlot: readonly JobState[] = ['funded', 'queued', 'provisioning', 'running'];
/** States in which a job holds processors, memory and a slot that no other may have. */
export const holdsResources: readonly JobState[] = ['provisioning', 'running'];
/** States of a job whose money is locked on chain. */
export const openStates: readonly JobState[] = [...holdsSlot, 'output_review', 'delivering', 'settling'];

/** What happened to the money, as the state tells. */
export function settlementOf(status: JobStatus): Settlement {
  switch (status.state) {
    case 'quoted':
    case 'orphaned':
      return 'none';
    case 'funded':
    case 'queued':
    case 'provisioning':
    case 'running':
    case 'output_review':
    case 'delivering':
    case 'settling':
      return 'pending';
    case 'released':
    case 'withheld':
    case 'failed':
    case 'refused':
    case 'cancelled':
    case 'expired':
    case 'disputed':
    case 'ruled':
      return settlementOfOutcome(status.outcome);
  }
}

function settlementOfOutcome(outcome: Outcome | undefined): Settlement {
  if (outcome === 'released') return 'settled';
  return outcome === 'withheld' || outcome === 'algorithm_failed' ? 'part_refunded' : 'refunded';
}

/**
 * The state that follows. Pure: every change of a job goes through here and is committed before it is acted on.
 *
 * @throws TransitionRefused where the state does not know the event
 * @example transition({ state: 'queued', attempt: 0 }, { event: 'attempt_started' }) // { state: 'provisioning', attempt: 1 }
 */
export function transition(status: JobStatus, event: JobEvent): JobStatus {
  const { attempt } = status;
  const refuse = () => new TransitionRefused(status.state, event.event);
  switch (event.event) {
    case 'order_confirmed':
      // A transaction that a reorganisation threw out may be mined again; the money is locked then.
      if (status.state === 'quoted' || status.state === 'orphaned') return { state: 'funded', attempt };
      throw refuse();
    case 'enqueued':
      if (status.state === 'funded') return { state: 'queued', attempt };
      throw refuse();
    case 'answered_again':
      if (status.state === 'queued') return { state: 'delivering', attempt, computeSeconds: 0 };
      throw refuse();
    case 'cancel_agreed':
      // Before there are outputs: after that, what is cancelled would have been had for nothing.
      if (
        status.state !== 'funded' &&
        status.state !== 'queued' &&
        !(event.whileRunning && status.state === 'running')
      )
        throw refuse();
      return {
        state: 'settling',
        attempt,
        computeSeconds: 0,
        // What the provider states by itself, should the buyer not send the cancellation; either way all is refunded.
        outcome: 'refused',
        reason: 'cancelled_by_agreement',
      };
    case 'attempt_started':
      if (status.state === 'queued') return { state: 'provisioning', attempt: attempt + 1 };
      throw refuse();
    case 'container_started':
      if (status.state === 'provisioning') return { state: 'running', attempt };
      throw refuse();
    case 'attempt_lost':
      if (status.state === 'provisioning' || status.state === 'running') return { state: 'queued', attempt };
      throw refuse();
    case 'outputs_accepted':
      if (status.state !== 'running') throw refuse();
      return {
        state: event.review ? 'output_review' : 'delivering',
        attempt,
        computeSeconds: event.computeSeconds,
      };
    case 'stopped':
      return stop(status, event, refuse);
    case 'output_released':
      if (status.state !== 'output_review') throw refuse();
      return { state: 'delivering', attempt, computeSeconds: status.computeSeconds };
    case 'delivered':
      if (status.state !== 'delivering') throw refuse();
      return { state: 'settling', attempt, computeSeconds: status.computeSeconds, outcome: 'released' };
    case 'ended_on_chain':
      return end(status, event.outcome, refuse);
    case 'order_orphaned':
      if (status.state === 'quoted' || status.state === 'orphaned') throw refuse();
      return {
        state: 'orphaned',
        attempt,
        computeSeconds: secondsOf(status),
        reason: 'order_orphaned',
      };
    case 'dispute_opened':
      if (status.state !== 'released' && status.state !== 'withheld' && status.state !== 'failed')
        throw refuse();
      return { ...status, state: 'disputed' };
    case 'dispute_ruled':
      if (status.state !== 'disputed') throw refuse();
      return { ...status, state: 'ruled' };
  }
}

function secondsOf(status: JobStatus): number {
  return 'computeSeconds' in status ? status.computeSeconds : 0;
}

function stop(
  status: JobStatus,
  event: Extract<JobEvent, { event: 'stopped' }>,
  refuse: () => TransitionRefused,
): JobStatus {
  const outcome = outcomeOfReason[event.reason];
  if (outcome === 'cancelled' || outcome === 'expired' || outcome === 'released') throw refuse();
  // An owner can keep back only what was held for review; everything else can stop a job until its receipt is signed.
  const from: readonly JobState[] =
    outcome === 'withheld' ? ['output_review'] : [...holdsSlot, 'output_review', 'delivering'];
  if (!from.includes(status.state)) throw refuse();
  return {
    state: 'settling',
    attempt: status.attempt,
    computeSeconds: Math.max(event.computeSeconds, secondsOf(status)),
    outcome,
    reason: event.reason,
  };
}

/** The chain's word on an end is final, whatever this service was about to do. */
function end(status: JobStatus, outcome: Outcome, refuse: () => TransitionRefused): JobStatus {
  if (!openStates.includes(status.state) && status.state !== 'orphaned' && status.state !== 'quoted')
    throw refuse();
  const known = status.state === 'settling' && status.outcome === outcome ? status.reason : undefined;
  return {
    state: endOfOutcome[outcome],
    attempt: status.attempt,
    computeSeconds: secondsOf(status),
    outcome,
    reason: known ?? reasonOfOutcome[outcome],
  };
}
