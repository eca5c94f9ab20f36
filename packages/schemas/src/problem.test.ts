import { expect, test } from 'vitest';
import { AtollError } from './error.ts';
import { Problem, ProblemCode, problemStatus } from './problem.ts';

test('every code of a problem is spelt plainly and maps to a status of an error', () => {
  for (const code of ProblemCode.options) {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(problemStatus(code), code).toBeGreaterThanOrEqual(400);
    expect(problemStatus(code), code).toBeLessThan(600);
  }
  expect(ProblemCode.options.length).toBeGreaterThan(40);
});

test('codes that clients act on keep their status', () => {
  const statuses = ['malformed_request', 'not_approved', 'insufficient_escrow', 'internal'] as const;
  expect(statuses.map(problemStatus)).toEqual([400, 403, 402, 500]);
});

test('a problem with a code that is not in the table is refused', () => {
  const problem = {
    type: 'urn:atoll:problem:x',
    title: 'x',
    status: 400,
    detail: 'x',
    hint: 'x',
    retryable: false,
  };
  expect(Problem.safeParse({ ...problem, code: 'not_found' }).success).toBe(true);
  expect(Problem.safeParse({ ...problem, code: 'toString' }).success).toBe(false);
});

test('an error carries its class’s name, its cause, and is not retryable unless it says so', () => {
  class OutOfInk extends AtollError {}
  const cause = new Error('first');
  const error = new OutOfInk({ code: 'internal', message: 'no ink', hint: 'refill', cause });
  expect(error).toMatchObject({ name: 'OutOfInk', retryable: false, data: {}, hint: 'refill', cause });
  expect('cause' in new OutOfInk({ code: 'internal', message: 'm', hint: 'h' })).toBe(false);
});
