import { expect, test } from 'vitest';
import { type Ballot, proposalStateAt, quorumOf } from './proposal-state.ts';

const quorum = quorumOf(1_000n, 4n);
const ballot: Ballot = {
  state: 'created',
  vote_start: 100,
  vote_end: 200,
  votes_for: 41n,
  votes_against: 40n,
  votes_abstain: 0n,
  eta: null,
};
const at = (time: number, rest: Partial<Ballot> = {}) =>
  proposalStateAt({ ...ballot, ...rest }, { time, quorum });

test('it waits until its start has passed, and is voted on up to its last second', () => {
  expect([100, 101, 200, 201].map((time) => at(time))).toEqual(['pending', 'active', 'active', 'succeeded']);
});

test('votes for and abstentions make the quorum, votes against do not', () => {
  expect(at(201, { votes_for: 39n, votes_against: 38n })).toBe('defeated');
  expect(at(201, { votes_for: 39n, votes_against: 38n, votes_abstain: 1n })).toBe('succeeded');
});

test('a tie is lost', () => {
  expect(at(201, { votes_against: 41n })).toBe('defeated');
});

test('the quorum rounds down, as on chain', () => {
  expect(quorumOf(99n, 4n)).toBe(3n);
});

test('once queued the timelock says what it is, also where somebody carried it out or dropped it there', () => {
  const queued = { ...ballot, state: 'queued', eta: 300 } as const;
  const states = (['scheduled', 'executed', 'cancelled'] as const).map((operation) =>
    proposalStateAt(queued, { time: 400, quorum, operation }),
  );
  expect(states).toEqual(['queued', 'executed', 'canceled']);
});

test('what was executed or canceled stays so at every time', () => {
  expect(at(50, { state: 'canceled' })).toBe('canceled');
  expect(at(500, { state: 'executed' })).toBe('executed');
});
