import { endStates, JobReason, JobState, Outcome } from '@atoll/schemas/job';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type JobEvent,
  type JobStatus,
  openStates,
  outcomeOfReason,
  settlementOf,
  transition,
  TransitionRefused,
} from './transition.ts';

const seconds = fc.nat(1000);
const anyEvent: fc.Arbitrary<JobEvent> = fc.oneof(
  ...(
    [
      'order_confirmed',
      'enqueued',
      'answered_again',
      'attempt_started',
      'container_started',
      'attempt_lost',
      'output_released',
      'delivered',
      'order_orphaned',
      'dispute_opened',
      'dispute_ruled',
    ] as const
  ).map((event) => fc.constant<JobEvent>({ event })),
  fc.record({ event: fc.constant('cancel_agreed' as const), whileRunning: fc.boolean() }),
  fc.record({
    event: fc.constant('outputs_accepted' as const),
    computeSeconds: seconds,
    review: fc.boolean(),
  }),
  fc.record({
    event: fc.constant('stopped' as const),
    reason: fc.constantFrom(...JobReason.options),
    computeSeconds: seconds,
  }),
  fc.record({ event: fc.constant('ended_on_chain' as const), outcome: fc.constantFrom(...Outcome.options) }),
);

/** Applies what a job takes and passes over what it refuses. */
function walk(events: readonly JobEvent[]): JobStatus[] {
  const statuses: JobStatus[] = [{ state: 'quoted', attempt: 0 }];
  for (const event of events) {
    try {
      statuses.push(transition(statuses.at(-1) ?? { state: 'quoted', attempt: 0 }, event));
    } catch (error) {
      if (!(error instanceof TransitionRefused)) throw error;
    }
  }
  return statuses;
}

const happy: JobEvent[] = [
  { event: 'order_confirmed' },
  { event: 'enqueued' },
  { event: 'attempt_started' },
  { event: 'container_started' },
  { event: 'outputs_accepted', computeSeconds: 3, review: false },
  { event: 'delivered' },
  { event: 'ended_on_chain', outcome: 'released' },
];

describe('transition', () => {
  test('a job goes from quote to released in the order of the design', () => {
    expect(walk(happy).map(({ state }) => state)).toEqual([
      'quoted',
      'funded',
      'queued',
      'provisioning',
      'running',
      'delivering',
      'settling',
      'released',
    ]);
  });

  test('no sequence of events releases without outputs that were accepted, delivered and settled on chain', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        for (const [index, status] of walk(events).entries()) {
          if (status.state !== 'settling' || status.outcome !== 'released') continue;
          const before = walk(events).slice(0, index);
          expect(before.some(({ state }) => state === 'delivering')).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('an end is left only by a dispute or by an order that is mined again', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        const statuses = walk(events);
        for (const [index, { state }] of statuses.entries()) {
          const next = statuses[index + 1];
          if (next === undefined || !endStates.some((end) => end === state)) continue;
          expect(
            next.state === 'disputed' ||
              next.state === 'orphaned' ||
              (state === 'orphaned' && (next.state === 'funded' || next.state !== 'quoted')),
          ).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('attempts only ever grow, by one', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        const statuses = walk(events);
        for (const [index, status] of statuses.slice(1).entries()) {
          const step = status.attempt - (statuses[index]?.attempt ?? 0);
          expect(step === 0 || (step === 1 && status.state === 'provisioning')).toBe(true);
        }
      }),
    );
  });

  test('money is pending exactly while it is locked on chain', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        for (const status of walk(events)) {
          expect(settlementOf(status) === 'pending').toBe(openStates.includes(status.state));
        }
      }),
    );
  });

  test('a failure of the provider or a refusal gives everything back', () => {
    for (const reason of JobReason.options) {
      const outcome = outcomeOfReason[reason];
      if (outcome !== 'refused' && outcome !== 'provider_failed') continue;
      const running = walk(happy.slice(0, 4)).at(-1);
      if (running === undefined) throw new Error('the walk is empty');
      const settling = transition(running, { event: 'stopped', reason, computeSeconds: 1 });
      expect(settlementOf(transition(settling, { event: 'ended_on_chain', outcome }))).toBe('refunded');
    }
  });

  test('an owner cannot keep back an output that was not held for review', () => {
    const delivering = walk(happy.slice(0, 5)).at(-1);
    expect(delivering?.state).toBe('delivering');
    if (delivering === undefined) return;
    expect(() =>
      transition(delivering, { event: 'stopped', reason: 'output_withheld', computeSeconds: 1 }),
    ).toThrow(TransitionRefused);
  });

  test('an order that comes back after a reorganisation runs again', () => {
    const orphaned = transition({ state: 'running', attempt: 1 }, { event: 'order_orphaned' });
    expect(orphaned.state).toBe('orphaned');
    expect(transition(orphaned, { event: 'order_confirmed' })).toEqual({ state: 'funded', attempt: 1 });
  });

  test('a job is answered again out of the queue alone, and then costs no compute', () => {
    expect(transition({ state: 'queued', attempt: 0 }, { event: 'answered_again' })).toEqual({
      state: 'delivering',
      attempt: 0,
      computeSeconds: 0,
    });
    for (const state of ['funded', 'provisioning', 'running'] as const)
      expect(() => transition({ state, attempt: 1 }, { event: 'answered_again' })).toThrow(TransitionRefused);
  });

  test('what has outputs is not cancelled, what runs only where that was agreed', () => {
    const cancel = (whileRunning: boolean): JobEvent => ({ event: 'cancel_agreed', whileRunning });
    const running = { state: 'running', attempt: 1 } as const;
    expect(() => transition(running, cancel(false))).toThrow(TransitionRefused);
    const settling = transition(running, cancel(true));
    expect(settling).toMatchObject({ state: 'settling', outcome: 'refused', computeSeconds: 0 });
    expect(transition(settling, { event: 'ended_on_chain', outcome: 'cancelled' })).toMatchObject({
      state: 'cancelled',
      reason: 'cancelled_by_agreement',
    });
    for (const state of ['output_review', 'delivering'] as const)
      expect(() => transition({ state, attempt: 1, computeSeconds: 1 }, cancel(true))).toThrow(
        TransitionRefused,
      );
  });

  test('every state of the vocabulary is reachable', () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(fc.array(anyEvent, { minLength: 40, maxLength: 200 }), (events) => {
        for (const { state } of walk(events)) reached.add(state);
      }),
      { numRuns: 1000, seed: 7 },
    );
    const paths: JobEvent[][] = [
      [...happy, { event: 'dispute_opened' }, { event: 'dispute_ruled' }],
      [...happy.slice(0, 4), { event: 'outputs_accepted', computeSeconds: 1, review: true }],
    ];
    for (const path of paths) for (const { state } of walk(path)) reached.add(state);
    expect([...reached].sort()).toEqual([...JobState.options].sort());
  });
});
