import { expect, test } from 'vitest';
import { endStates, JobReason, JobState, PaymentWire, paymentRoles, reasonHint } from './job.ts';

test('the ends are states, each once, and what a job passes through is none of them', () => {
  expect(endStates.filter((state) => !JobState.options.includes(state))).toEqual([]);
  expect(new Set(endStates).size).toBe(endStates.length);
  const passing = JobState.options.filter((state) => !endStates.some((end) => end === state));
  expect(passing).toEqual([
    'quoted',
    'funded',
    'queued',
    'provisioning',
    'running',
    'output_review',
    'delivering',
    'settling',
    'disputed',
  ]);
});

test('every reason says what to do next', () => {
  expect(Object.keys(reasonHint).sort()).toEqual(JobReason.options.toSorted());
  for (const hint of Object.values(reasonHint)) expect(hint.length).toBeGreaterThan(10);
});

test('a payment has one of the roles that the contracts pay', () => {
  expect(PaymentWire.shape.role.options).toEqual(paymentRoles);
});
