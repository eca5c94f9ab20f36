import { z } from 'zod';
import { Address, Amount, Bytes32, Hex } from '../ids.ts';
import { equal, ofBlock, range, shape } from './shape.ts';
import { account, amount, Count, flag, hash, place, placeKey, text, time, whole } from './values.ts';

const ProposalState = z.enum(['created', 'queued', 'executed', 'canceled']);
const ProposalStanding = z.enum([
  'pending',
  'active',
  'canceled',
  'defeated',
  'succeeded',
  'queued',
  'executed',
]);
const Support = z.enum(['against', 'for', 'abstain']);

export const proposals = shape({
  path: 'proposals',
  name: 'Proposal',
  description: 'What was proposed to governance.',
  view: z.object({
    proposalId: amount('the governor’s id'),
    state: ProposalState.describe('what the governor announced last'),
    standing: ProposalStanding.describe(
      'where it stands at the block’s time: what the governor answers then',
    ),
    proposer: account('who proposed'),
    targets: z.array(account('contract to be called')).describe('contracts that it calls'),
    values: z.array(amount('native coin sent along, in wei')).describe('native coin sent along, in wei'),
    calldatas: z.array(Hex.describe('calldata')).describe('calldata of each call'),
    description: text('the proposer’s words'),
    operation: hash(
      'the timelock’s id of its calls, also before they are queued; absent where the bytes of the description are no text',
    ).optional(),
    voteStart: time('block time at which the vote begins, in seconds'),
    voteEnd: time('block time at which the vote ends, in seconds'),
    votesFor: amount('votes in favour'),
    votesAgainst: amount('votes against'),
    votesAbstain: amount('abstentions'),
    extended: flag('a late quorum put off the end of the vote'),
    eta: time('block time from which it can be executed, once queued').optional(),
    queuedBlock: whole('block in which it was queued').optional(),
    queuedLog: whole('index of the log that told it').optional(),
    createdAt: time('block time, in seconds'),
    createdBlock: whole('block of the proposal'),
    createdLog: whole('index of its log'),
    closedAt: time('block time of the execution or cancellation, in seconds').optional(),
  }),
  key: ['proposalId'],
  filters: {
    state: equal(ProposalState, 'what the governor announced last'),
    standing: equal(ProposalStanding, 'where it stands at the block’s time'),
    proposer: equal(Address, 'who proposed'),
    operation: equal(Bytes32, 'the timelock’s id of its calls'),
    createdBlock: ofBlock('block of the proposal'),
  },
  sorts: ['created'],
  heavy: ['calldatas', 'description'],
});

export const votes = shape({
  path: 'votes',
  name: 'Vote',
  description: 'Votes that were cast.',
  view: z.object({
    ...place,
    proposalId: amount('the proposal'),
    voter: account('who voted'),
    support: Support.describe('how'),
    weight: amount('votes that it counts for'),
    reason: text('the voter’s words'),
    votedAt: time('block time, in seconds'),
  }),
  key: placeKey,
  filters: {
    proposalId: equal(Amount, 'the proposal'),
    voter: equal(Address, 'who voted'),
    support: equal(Support, 'how'),
    blockNumber: ofBlock('block of the event'),
  },
  sorts: ['block'],
});

export const voters = shape({
  path: 'voters',
  name: 'Voter',
  description: 'Holders of the governance token and those who vote for them.',
  view: z.object({
    account: account('the holder'),
    balance: amount('tokens held, in their smallest unit'),
    delegate: account('who votes for the holder').optional(),
    votes: amount('what was delegated to the account'),
  }),
  key: ['account'],
  filters: { delegate: equal(Address, 'who votes for the holder') },
  sorts: ['votes', 'balance'],
});

const parameter = {
  contract: text('contract of the deployment, e.g. `jobs`'),
  name: text('name of the parameter, e.g. `feeRate`'),
  subject: text('what it is about where there are several, e.g. a token; else empty'),
  value: z.unknown().describe('the value; amounts as decimal strings'),
  changedAt: time('block time, in seconds'),
};
const name = z
  .string()
  .max(100)
  .refine((value) => value.isWellFormed() && !value.includes('\u0000'), { error: 'expected text' });

export const parameters = shape({
  path: 'parameters',
  name: 'Parameter',
  description: 'What governance decides, as it stands, roles and accepted tokens among them.',
  view: z.object({
    ...parameter,
    changedBlock: whole('block of the last change'),
    changedLog: whole('index of its log'),
  }),
  key: ['contract', 'name', 'subject'],
  keyValues: { contract: name, name, subject: name },
  filters: {
    contract: equal(name, 'contract of the deployment'),
    name: equal(name, 'name of the parameter'),
    subject: equal(name, 'what it is about'),
  },
  sorts: ['name'],
});

export const parameterChanges = shape({
  path: 'parameter-changes',
  name: 'ParameterChange',
  description: 'Every change of what governance decides.',
  view: z.object({ ...place, ...parameter }),
  key: placeKey,
  filters: {
    contract: equal(name, 'contract of the deployment'),
    name: equal(name, 'name of the parameter'),
    blockNumber: ofBlock('block of the event'),
    changedAt: range(Count, 'block time, in seconds'),
  },
  sorts: ['block'],
});

const OperationState = z.enum(['scheduled', 'executed', 'cancelled']);

export const timelockOperations = shape({
  path: 'timelock-operations',
  name: 'TimelockOperation',
  description: 'Operations of the timelock as they stand; one that was cancelled can be scheduled again.',
  view: z.object({
    operation: hash('the timelock’s id'),
    state: OperationState.describe('where the operation stands'),
    predecessor: hash('operation that has to be executed before; zero where there is none'),
    calls: whole('number of its calls'),
    executableFrom: time('block time from which it can be executed, in seconds'),
    scheduledAt: time('block time, in seconds'),
    scheduledBlock: whole('block in which it was scheduled'),
    scheduledLog: whole('index of its first log'),
    closedAt: time('block time of the execution or cancellation, in seconds').optional(),
  }),
  key: ['operation'],
  filters: {
    state: equal(OperationState, 'where the operation stands'),
    scheduledBlock: ofBlock('block in which it was scheduled'),
  },
  sorts: ['scheduled'],
});

export const timelockCalls = shape({
  path: 'timelock-calls',
  name: 'TimelockCall',
  description:
    'Calls as the timelock took them over; the present ones of an operation stand in its `scheduledBlock`.',
  view: z.object({
    ...place,
    operation: hash('the timelock’s operation'),
    index: whole('place of the call in it, from 0'),
    target: account('contract to be called'),
    value: amount('native coin sent along, in wei'),
    data: Hex.describe('calldata'),
    scheduledAt: time('block time, in seconds'),
  }),
  key: placeKey,
  filters: {
    operation: equal(Bytes32, 'the operation'),
    target: equal(Address, 'contract to be called'),
    blockNumber: ofBlock('block of the event'),
  },
  sorts: ['block'],
  heavy: ['data'],
});

export const signedActs = shape({
  path: 'signed-acts',
  name: 'SignedAct',
  description: 'Signed acts that somebody carried out for an account, or that the account took back.',
  view: z.object({
    ...place,
    digest: hash('EIP-712 digest of the act'),
    account: account('who signed'),
    relayer: account('who carried it out; absent where it was revoked').optional(),
    feeToken: account('token of the fee').optional(),
    fee: amount('what the relayer was paid, in the token’s smallest unit'),
    doneAt: time('block time, in seconds'),
  }),
  key: placeKey,
  filters: {
    account: equal(Address, 'who signed'),
    relayer: equal(Address, 'who carried it out'),
    digest: equal(Bytes32, 'digest of the act'),
    blockNumber: ofBlock('block of the event'),
  },
  sorts: ['block'],
});
