import { z } from 'zod';
import { Address, Amount96, Bytes32 } from '../ids.ts';
import { equal, ofBlock, range, shape } from './shape.ts';
import { account, amount, Count, Flag, flag, hash, place, placeKey, text, time, whole } from './values.ts';

const environment = {
  resourcesDigest: hash('digest of the description of its resources'),
  token: account('token of the price'),
  pricePerSecond: Amount96.describe('base price of a second, in the token’s smallest unit'),
  slots: whole('jobs that run at a time, as of the block'),
  slotsNext: z
    .object({ slots: whole('slots to come'), from: time('block time from which they count, in seconds') })
    .optional()
    .describe('a change of slots that is under way'),
  active: flag('it can be rented'),
};

export const EnvironmentView = z.object({
  provider: account('whose environment it is'),
  environment: hash('the environment’s id'),
  ...environment,
  utilisation: z
    .int()
    .min(0)
    .max(10_000)
    .describe('share of the slots that was busy of late, in basis points, as of the block'),
  priceCeiling: amount(
    'most that a quote may ask for a second as of the block, in the token’s smallest unit',
  ).optional(),
  setBlock: whole('block in which it was set last'),
  setLog: whole('index of its log'),
});

export const ProviderView = z.object({
  provider: account('the provider'),
  operator: account('the key that signs quotes and receipts'),
  payout: account('who is paid'),
  endpoint: text('where it answers'),
  draining: flag('it takes no new order'),
  registeredAt: time('block time of the registration, in seconds'),
  registeredBlock: whole('block of the registration'),
  registeredLog: whole('index of its log'),
  environments: z
    .array(z.object({ id: hash('the environment’s id'), ...environment }))
    .describe('what it rents'),
  collateral: z
    .array(
      z.object({
        token: account('token of the amounts'),
        bonded: amount('what backs orders, in the token’s smallest unit'),
        unbonding: amount('what is on its way out'),
        frozen: amount('what disputes hold'),
        slashed: amount('ever slashed'),
      }),
    )
    .describe('what stands behind it'),
});
export type ProviderView = z.infer<typeof ProviderView>;

export const providers = shape({
  path: 'providers',
  name: 'Provider',
  description: 'Compute providers.',
  view: ProviderView,
  key: ['provider'],
  filters: {
    operator: equal(Address, 'the key that signs quotes'),
    payout: equal(Address, 'who is paid'),
    draining: equal(Flag, 'it takes no new order'),
    registeredBlock: ofBlock('block of the registration'),
  },
  sorts: ['registered'],
  heavy: ['environments', 'collateral'],
});

export const environments = shape({
  path: 'environments',
  name: 'Environment',
  description: 'What providers rent.',
  view: EnvironmentView,
  key: ['provider', 'environment'],
  filters: {
    provider: equal(Address, 'whose environment it is'),
    token: equal(Address, 'token of the price'),
    active: equal(Flag, 'it can be rented'),
    pricePerSecond: range(Amount96, 'base price of a second'),
  },
  sorts: ['set', 'price'],
});

export const environmentOffers = shape({
  path: 'environment-offers',
  name: 'EnvironmentOffer',
  description: 'What environments were offered for from an event on: the history of their base price.',
  view: z.object({
    ...place,
    provider: account('whose environment it is'),
    environment: hash('the environment’s id'),
    resourcesDigest: environment.resourcesDigest,
    token: environment.token,
    pricePerSecond: environment.pricePerSecond,
    slots: whole('jobs that run at a time'),
    active: environment.active,
    offeredAt: time('block time, in seconds'),
  }),
  key: placeKey,
  filters: {
    provider: equal(Address, 'whose environment it is'),
    environment: equal(Bytes32, 'the environment'),
    blockNumber: ofBlock('block of the event'),
    offeredAt: range(Count, 'block time, in seconds'),
  },
  sorts: ['block'],
});

export const collateral = shape({
  path: 'collateral',
  name: 'Collateral',
  description: 'What stands behind providers, by token.',
  view: z.object({
    provider: account('the provider'),
    token: account('token of the amounts'),
    bonded: amount('what backs orders, in the token’s smallest unit'),
    unbonding: amount('what is on its way out'),
    frozen: amount('what disputes hold'),
    slashed: amount('ever slashed'),
  }),
  key: ['provider', 'token'],
  filters: { provider: equal(Address, 'the provider'), token: equal(Address, 'token of the amounts') },
  sorts: ['provider', 'bonded'],
});

const MoveKind = z.enum(['deposited', 'unbonding', 'withdrawn', 'slashed', 'frozen', 'unfrozen']);

export const collateralMoves = shape({
  path: 'collateral-moves',
  name: 'CollateralMove',
  description: 'Everything that moved the stake of a provider.',
  view: z.object({
    ...place,
    provider: account('the provider'),
    token: account('token of the amount'),
    kind: MoveKind.describe('what happened'),
    amount: amount('in the token’s smallest unit'),
    jobId: hash('the job that it is about').optional(),
    availableAt: time('block time from which it can be withdrawn, of what is being unbonded').optional(),
    movedAt: time('block time, in seconds'),
  }),
  key: placeKey,
  filters: {
    provider: equal(Address, 'the provider'),
    token: equal(Address, 'token of the amount'),
    kind: equal(MoveKind, 'what happened'),
    jobId: equal(Bytes32, 'the job that it is about'),
    blockNumber: ofBlock('block of the event'),
    movedAt: range(Count, 'block time, in seconds'),
  },
  sorts: ['block'],
});

export const ratings = shape({
  path: 'ratings',
  name: 'Rating',
  description: 'Ratings of paid runs, with what weighs them.',
  view: z.object({
    ...place,
    jobId: hash('the job'),
    provider: account('who is rated'),
    buyer: account('who rates'),
    token: account('token of what was paid'),
    score: whole('from 1 to 5'),
    paid: amount('what the run cost, in the token’s smallest unit'),
    counted: flag('false for ratings by the provider’s own accounts'),
    commentDigest: hash('digest of the comment; zero where there is none'),
    jobEndedAt: time('block time of the job’s end, in seconds'),
    ratedAt: time('block time, in seconds'),
  }),
  key: placeKey,
  filters: {
    provider: equal(Address, 'who is rated'),
    buyer: equal(Address, 'who rates'),
    jobId: equal(Bytes32, 'the job'),
    token: equal(Address, 'token of what was paid'),
    counted: equal(Flag, 'false for ratings by the provider’s own accounts'),
    score: range(Count, 'from 1 to 5'),
    blockNumber: ofBlock('block of the event'),
    ratedAt: range(Count, 'block time, in seconds'),
  },
  sorts: ['block'],
});

const DisputeState = z.enum(['open', 'ruled', 'lapsed']);

export const disputes = shape({
  path: 'disputes',
  name: 'Dispute',
  description: 'Disputes over ended jobs and what rulings did.',
  view: z.object({
    jobId: hash('the job'),
    state: DisputeState.describe('where the dispute stands'),
    buyer: account('who disputes'),
    provider: account('with whom'),
    token: account('token of the amounts'),
    bond: amount('what the buyer put up, in the token’s smallest unit'),
    frozen: amount('collateral that the dispute holds'),
    arbiter: account('who rules'),
    ruleBy: time('deadline for the ruling, in seconds'),
    evidence: hash('digest of the evidence'),
    answeredBy: account('who answered for the provider').optional(),
    answer: hash('digest of the last answer').optional(),
    answeredAt: time('block time of the last answer, in seconds').optional(),
    slashed: amount('collateral that the ruling took').optional(),
    bondForfeited: flag('the ruling took the bond').optional(),
    toBuyer: amount('of what was slashed, to the buyer').optional(),
    toTreasury: amount('of what was slashed, to the treasury').optional(),
    openedAt: time('block time, in seconds'),
    openedBlock: whole('block in which it was opened'),
    openedLog: whole('index of its log'),
    closedAt: time('block time of the ruling or lapse, in seconds').optional(),
    paidAt: time('block time at which what was slashed was paid out, in seconds').optional(),
  }),
  key: ['jobId'],
  filters: {
    jobId: equal(Bytes32, 'the job'),
    provider: equal(Address, 'with whom'),
    buyer: equal(Address, 'who disputes'),
    arbiter: equal(Address, 'who rules'),
    token: equal(Address, 'token of the amounts'),
    state: equal(DisputeState, 'where the dispute stands'),
    openedAt: range(Count, 'block time in which it was opened, in seconds'),
    openedBlock: ofBlock('block in which it was opened'),
  },
  sorts: ['opened'],
});

export const disputeAnswers = shape({
  path: 'dispute-answers',
  name: 'DisputeAnswer',
  description: 'Every answer to a dispute.',
  view: z.object({
    ...place,
    jobId: hash('the job'),
    answeredBy: account('who answered for the provider'),
    evidence: hash('digest of the answer'),
    answeredAt: time('block time, in seconds'),
  }),
  key: placeKey,
  filters: {
    jobId: equal(Bytes32, 'the job'),
    answeredBy: equal(Address, 'who answered'),
    blockNumber: ofBlock('block of the event'),
  },
  sorts: ['block'],
});
