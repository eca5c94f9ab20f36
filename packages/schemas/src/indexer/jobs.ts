import { z } from 'zod';
import { Address, Bytes32 } from '../ids.ts';
import { ChainJobState } from '../indexer-api.ts';
import { Outcome, PaymentWire } from '../job.ts';
import { OrderWire } from '../order.ts';
import { equal, ofAsset, ofBlock, range, shape } from './shape.ts';
import { account, amount, Count, flag, hash, place, placeKey, time, tokenId, whole } from './values.ts';

const Role = PaymentWire.shape.role;

/** A state that a job came to. */
export const JobStateView = z.object({
  ...place,
  jobId: hash('the job'),
  token: account('token of the order'),
  state: ChainJobState.describe('the state that the job came to'),
  outcome: Outcome.optional().describe('how it ended, with the state `ended`'),
  computeSeconds: whole('seconds of compute that were reported').optional(),
  reachedAt: time('block time of the event, in seconds'),
});

/** A job as the chain knows it; what happens inside the provider is the provider's to tell. */
export const ChainJobView = z.object({
  jobId: hash('hash of the order (EIP-712)'),
  state: ChainJobState.describe('where the job stands on chain'),
  outcome: Outcome.optional().describe('how it ended; absent before'),
  buyer: account('who ordered'),
  provider: account('who runs it'),
  environment: hash('the provider’s environment that was rented'),
  token: account('token of all amounts of the order'),
  maximum: amount('most that the order can cost, locked in escrow, in the token’s smallest unit'),
  algorithm: tokenId('token id of the algorithm or model'),
  datasets: z.array(tokenId('token id of a dataset')).describe('token ids of the datasets, ascending'),
  pricePerSecond: amount('price of a second of compute, in the token’s smallest unit'),
  maxSeconds: whole('most seconds of compute that are paid'),
  runBy: time('deadline for the run to be reported, in seconds'),
  reviewBy: time('deadline for the review of outputs, in seconds'),
  settleBy: time('deadline for the settlement, in seconds'),
  computeSeconds: whole('seconds of compute that were paid').optional(),
  paid: amount('what was paid to others than the buyer, in the token’s smallest unit'),
  ownOrder: flag(
    'the buyer was the provider, its operator or its payout account when it ordered: a rating of it does not count',
  ),
  resultDigest: hash('digest of the encrypted result').optional(),
  statementDigest: hash('digest of the receipt’s statement').optional(),
  orderedAt: time('block time of the order, in seconds'),
  orderedIn: hash('transaction of the order'),
  orderedBlock: whole('block of the order'),
  orderedLog: whole('index of the order’s log in its block'),
  reportedAt: time('block time of the report of the run, in seconds').optional(),
  endedAt: time('block time of the end, in seconds').optional(),
  endedIn: hash('transaction of the end').optional(),
  endedBlock: whole('block of the end').optional(),
  endedLog: whole('index of the end’s log in its block').optional(),
  order: OrderWire.describe('the order in full, decoded from its log'),
  payments: z.array(PaymentWire).describe('who was paid what, in the order of the chain'),
  states: z
    .array(JobStateView.omit({ jobId: true, token: true }))
    .optional()
    .describe('every state that the job came to, oldest first; only where it is included'),
});
export type ChainJobView = z.infer<typeof ChainJobView>;

export const jobs = shape({
  path: 'jobs',
  name: 'Job',
  description: 'Orders and how they ended.',
  view: ChainJobView,
  key: ['jobId'],
  filters: {
    buyer: equal(Address, 'who ordered'),
    provider: equal(Address, 'who runs it'),
    environment: equal(Bytes32, 'the environment that was rented'),
    token: equal(Address, 'token of the order'),
    state: equal(ChainJobState, 'where the job stands'),
    outcome: equal(Outcome, 'how the job ended'),
    algorithm: ofAsset('the algorithm or model'),
    dataset: ofAsset('a dataset of the order'),
    orderedBlock: ofBlock('block of the order'),
    orderedAt: range(Count, 'block time of the order, in seconds'),
    endedBlock: ofBlock('block of the end'),
    endedAt: range(Count, 'block time of the end, in seconds'),
    maximum: range(PaymentWire.shape.amount, 'most that the order can cost'),
  },
  sorts: ['ordered', 'ended', 'maximum'],
  heavy: ['order', 'payments'],
  asked: ['states'],
});

export const jobStates = shape({
  path: 'job-states',
  name: 'JobState',
  description: 'Every state that a job came to.',
  view: JobStateView,
  key: placeKey,
  filters: {
    jobId: equal(Bytes32, 'the job'),
    state: equal(ChainJobState, 'the state'),
    outcome: equal(Outcome, 'how the job ended'),
    token: equal(Address, 'token of the order'),
    blockNumber: ofBlock('block of the event'),
    reachedAt: range(Count, 'block time, in seconds'),
  },
  sorts: ['block'],
});

export const jobDatasets = shape({
  path: 'job-datasets',
  name: 'JobDataset',
  description: 'The datasets of each order, in the order’s own sequence.',
  view: z.object({
    ...place,
    position: whole('place of the dataset in the order, from 0'),
    dataset: tokenId('token id of the dataset'),
    jobId: hash('the job'),
  }),
  key: [...placeKey, 'position'],
  filters: {
    jobId: equal(Bytes32, 'the job'),
    dataset: ofAsset('the dataset'),
    blockNumber: ofBlock('block of the order'),
  },
  sorts: ['block'],
});

export const payments = shape({
  path: 'payments',
  name: 'Payment',
  description: 'Credits that ended jobs made, in the order of the chain.',
  view: z.object({
    ...place,
    position: whole('place of the payment within its log, from 0'),
    jobId: hash('the job that paid'),
    token: account('token of the amount'),
    role: Role.describe('what the payment is for'),
    account: account('who was credited'),
    assetId: tokenId('token id of the asset that earned it; 0 where the role has none'),
    amount: amount('in the token’s smallest unit'),
    paidAt: time('block time, in seconds'),
  }),
  key: [...placeKey, 'position'],
  filters: {
    jobId: equal(Bytes32, 'the job that paid'),
    account: equal(Address, 'who was credited'),
    assetId: ofAsset('the asset that earned it'),
    token: equal(Address, 'token of the amount'),
    role: equal(Role, 'what the payment is for'),
    blockNumber: ofBlock('block of the event'),
    paidAt: range(Count, 'block time, in seconds'),
  },
  sorts: ['block'],
});

/**
 * What an account can withdraw of a token, and how it came about: credited for jobs, by deposits and by transfers; spent on orders
 * and transfers. Other contracts of the market hold their money the same way.
 */
export const BalanceView = z.object({
  token: account('token of the amounts'),
  account: account('whose credit it is'),
  credited: amount('ever credited, in the token’s smallest unit'),
  withdrawn: amount('ever withdrawn, in the token’s smallest unit'),
  spent: amount('ever spent on orders and transfers, in the token’s smallest unit'),
  balance: amount('credited - withdrawn - spent'),
});
export type BalanceView = z.infer<typeof BalanceView>;

export const balances = shape({
  path: 'balances',
  name: 'Balance',
  description: 'Credit of accounts in the escrow’s ledger. Sorted by `balance` they come token by token.',
  view: BalanceView,
  key: ['token', 'account'],
  filters: {
    account: equal(Address, 'whose credit it is'),
    token: equal(Address, 'token of the credit'),
    balance: range(BalanceView.shape.balance, 'credit, in the token’s smallest unit'),
  },
  sorts: ['account', 'balance'],
});

const MoveKind = z.enum(['deposited', 'withdrawn', 'transferred']);

export const creditMoves = shape({
  path: 'credit-moves',
  name: 'CreditMove',
  description: 'Credit that moved outside of jobs.',
  view: z.object({
    ...place,
    kind: MoveKind.describe('what happened'),
    account: account('whose credit moved'),
    counterparty: account('the other account of a transfer, or where a withdrawal went'),
    token: account('token of the amount'),
    amount: amount('in the token’s smallest unit'),
    movedAt: time('block time, in seconds'),
  }),
  key: placeKey,
  filters: {
    account: equal(Address, 'whose credit moved'),
    counterparty: equal(Address, 'the other side'),
    token: equal(Address, 'token of the amount'),
    kind: equal(MoveKind, 'what happened'),
    blockNumber: ofBlock('block of the event'),
    movedAt: range(Count, 'block time, in seconds'),
  },
  sorts: ['block'],
});

/** What an account was paid for one asset in one role on one day, refunds left out. `assetId` is 0 where the role has none. */
export const EarningView = z.object({
  account: account('who was paid'),
  token: account('token of the amount'),
  assetId: tokenId('token id of the asset that earned it; 0 where the role has none'),
  role: Role.describe('what the payments are for'),
  day: whole('day in UTC, counted from 1970-01-01'),
  amount: amount('sum of the payments, in the token’s smallest unit'),
  payments: whole('number of payments'),
});
export type EarningView = z.infer<typeof EarningView>;

export const earnings = shape({
  path: 'earnings',
  name: 'Earning',
  description: 'What accounts were paid, by token, asset, role and day.',
  view: EarningView,
  key: ['account', 'token', 'assetId', 'role', 'day'],
  filters: {
    account: equal(Address, 'who was paid'),
    token: equal(Address, 'token of the amount'),
    assetId: ofAsset('the asset that earned it'),
    role: equal(Role, 'what the payments are for'),
    day: range(Count, 'days since 1970-01-01, in UTC'),
  },
  sorts: ['day'],
});

const ends = {
  orders: whole('orders that were placed'),
  released: whole('jobs whose result was released'),
  withheld: whole('jobs whose result was kept back'),
  failed: whole('jobs that their algorithm failed'),
  refunded: whole('jobs whose whole amount went back'),
};

export const marketDays = shape({
  path: 'market-days',
  name: 'MarketDay',
  description:
    'What the market did in a token on a day: orders count on their day, ends on the day of the end.',
  view: z.object({
    day: whole('day in UTC, counted from 1970-01-01'),
    token: account('token of the amounts'),
    ...ends,
    computeSeconds: amount('seconds of compute that were paid'),
    volume: amount('paid to others than buyers, in the token’s smallest unit'),
    fees: amount('of it the market’s fee, in the token’s smallest unit'),
  }),
  key: ['day', 'token'],
  filters: {
    token: equal(Address, 'token of the amounts'),
    day: range(Count, 'days since 1970-01-01, in UTC'),
  },
  sorts: ['day'],
});

export const assetDays = shape({
  path: 'asset-days',
  name: 'AssetDay',
  description: 'What the market did with an asset, as dataset or algorithm, in a token on a day.',
  view: z.object({
    assetId: tokenId('token id of the asset'),
    token: account('token of the amount'),
    day: whole('day in UTC, counted from 1970-01-01'),
    ...ends,
    earned: amount(
      'what was paid for the asset, royalties from others included, in the token’s smallest unit',
    ),
  }),
  key: ['assetId', 'token', 'day'],
  filters: {
    assetId: ofAsset('the asset'),
    token: equal(Address, 'token of the amount'),
    day: range(Count, 'days since 1970-01-01, in UTC'),
  },
  sorts: ['day'],
});

export const providerDays = shape({
  path: 'provider-days',
  name: 'ProviderDay',
  description: 'What a provider did in a token on a day.',
  view: z.object({
    provider: account('the provider'),
    token: account('token of the amount'),
    day: whole('day in UTC, counted from 1970-01-01'),
    ...ends,
    computeSeconds: amount('seconds of compute that were paid'),
    earned: amount('what was paid for compute, in the token’s smallest unit'),
  }),
  key: ['provider', 'token', 'day'],
  filters: {
    provider: equal(Address, 'the provider'),
    token: equal(Address, 'token of the amount'),
    day: range(Count, 'days since 1970-01-01, in UTC'),
  },
  sorts: ['day'],
});
