import { encodeAbiParameters, keccak256, stringToHex } from 'viem';
import { expect, test } from 'vitest';
import { inertText } from '../decode/inert-text.ts';
import { account, Story } from '../testing/story.ts';

const created = {
  name: 'governor.ProposalCreated',
  proposalId: 5n,
  proposer: account('1'),
  targets: [account('2')],
  values: [0n],
  signatures: [''],
  calldatas: ['0x1234'],
  voteStart: 1_000_100n,
  voteEnd: 1_000_500n,
  description: 'Raise the fee',
} as const;
const vote = (voter: string, support: number, weight: bigint) =>
  ({
    name: 'governor.VoteCast',
    voter: account(voter),
    proposalId: 5n,
    support,
    weight,
    reason: '',
  }) as const;

test('votes are kept one by one and summed by what they say', async () => {
  const store = new Story()
    .tell(created, vote('3', 1, 10n), vote('4', 0, 3n), vote('5', 2, 2n))
    .tell({ ...vote('6', 1, 1n), name: 'governor.VoteCastWithParams', params: '0x' })
    .fold();
  expect((await store.state('proposals'))[0]).toMatchObject({
    votes_for: 11n,
    votes_against: 3n,
    votes_abstain: 2n,
  });
  expect((await store.fact('votes')).map(({ support }) => support)).toEqual([
    'for',
    'against',
    'abstain',
    'for',
  ]);
});

test('a quorum that comes late puts the end off', async () => {
  const extended = {
    name: 'governor.ProposalExtended',
    proposalId: 5n,
    extendedDeadline: 1_000_900n,
  } as const;
  const store = new Story().tell(created, vote('3', 1, 10n), extended).fold();
  expect((await store.state('proposals'))[0]).toMatchObject({ vote_end: 1_000_900, extended: true });
});

test('a vote on a proposal that was never made, or of no known kind, changes nothing', async () => {
  expect(new Story().tell(vote('3', 1, 10n)).fold().dangling).toBe(1);
  const store = new Story().tell(created, vote('3', 3, 10n)).fold();
  expect([store.dangling, await store.fact('votes')]).toEqual([1, []]);
});

test('an operation that was dropped and scheduled again counts its calls anew', async () => {
  const id = `0x${'9'.repeat(64)}` as const;
  const scheduled = (index: bigint) =>
    ({
      name: 'timelock.CallScheduled',
      ...{ id, index, target: account('2'), value: 0n, delay: 100n },
      data: '0x',
      predecessor: `0x${'0'.repeat(64)}`,
    }) as const;
  const story = new Story().tell(scheduled(0n), scheduled(1n), { name: 'timelock.Cancelled', id });
  expect((await story.fold().state('timelock_operations'))[0]).toMatchObject({
    state: 'cancelled',
    calls: 2,
  });
  story.tell(scheduled(0n), scheduled(1n));
  const store = story.fold();
  expect((await store.state('timelock_operations'))[0]).toMatchObject({
    state: 'scheduled',
    calls: 2,
    scheduled_block: 5,
    executable_from: 1_000_150,
    closed_at: null,
  });
  expect(await store.fact('timelock_calls')).toHaveLength(4);
});

test('of a description whose bytes are no text the operation is not told', async () => {
  const { targets, values, calldatas } = created;
  const proposed = (description: string) =>
    BigInt(
      keccak256(
        encodeAbiParameters(
          [{ type: 'address[]' }, { type: 'uint256[]' }, { type: 'bytes[]' }, { type: 'bytes32' }],
          [targets, values, calldatas, keccak256(stringToHex(description))],
        ),
      ),
    );
  const operationOf = async (description: string, told: string) => {
    const event = { ...created, proposalId: proposed(description), description: told };
    return (await new Story().tell(event).fold().state('proposals'))[0]?.operation;
  };
  expect(await operationOf('Raise the fee', 'Raise the fee')).toMatch(/^0x[0-9a-f]{64}$/);
  expect(await operationOf('Raise\u0000the fee', inertText('Raise\u0000the fee'))).toBeNull();
});
