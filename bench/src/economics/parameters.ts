/** A value in the sources that a row of the page rests on; `shown` is how the page writes it. */
export interface Source {
  readonly file: string;
  readonly name: string;
  readonly shown: string;
}

/** A parameter as the page tells it. */
export interface Parameter {
  readonly name: string;
  readonly value: string;
  readonly bounds: string;
  readonly changedBy: string;
  readonly sources: readonly Source[];
}

const contracts = 'packages/contracts/src';
const timelock = 'timelock';
const nobody = 'nobody';

function parameter(
  name: string,
  [value, bounds, changedBy]: readonly [string, string, string],
  ...sources: readonly (readonly [file: string, name: string, shown: string])[]
): Parameter {
  return {
    name,
    value,
    bounds,
    changedBy,
    sources: sources.map(([file, constant, shown]) => ({
      file: file.startsWith('packages/') ? file : `${contracts}/${file}`,
      name: constant,
      shown,
    })),
  };
}

const expiry = 'Parameters.sol';
const split = 'of an expired order';

/** Every number of the economy, in the order of the page. A test compares each with the sources, and the page with this list. */
export const parameters: readonly Parameter[] = [
  parameter(
    'protocol fee',
    ['250 bps of what payees receive', 'at most 1,000 bps; pinned into each order', timelock],
    ['deploy.ts', 'feeRate', '250'],
    [expiry, 'MAX_FEE_RATE', '1,000'],
  ),
  parameter(
    'tokens accepted',
    ['a list', 'at most 255 places, none ever given to another', timelock],
    [expiry, 'MAX_TOKENS', '255'],
  ),
  parameter(
    `slash ${split}`,
    ['1,000 bps of its maximum', 'at most 10,000 bps', timelock],
    [expiry, 'slashRate', '1,000'],
  ),
  parameter(
    `buyer’s share of the slash ${split}`,
    ['5,000 bps', 'with the caller’s at most 8,000 bps', timelock],
    [expiry, 'buyerShare', '5,000'],
    [expiry, 'MAX_ACCUSERS_SHARE', '8,000'],
  ),
  parameter(
    `caller’s share of the slash ${split}`,
    ['500 bps', 'at most 1,000 bps', timelock],
    [expiry, 'callerShare', '500'],
    [expiry, 'MAX_CALLER_SHARE', '1,000'],
  ),
  parameter(
    'dispute window',
    ['3 days', 'at most 14 days', `${nobody}, fixed at deployment`],
    ['deploy.ts', 'defaultDisputeWindow', '3 days'],
    ['Jobs.sol', 'MAX_DISPUTE_WINDOW', '14 days'],
  ),
  parameter(
    'datasets of an order',
    ['as the buyer signs', 'at most 8', nobody],
    ['libraries/OrderShape.sol', 'MAX_DATASETS', '8'],
  ),
  parameter(
    'term of an order',
    ['as the buyer signs', 'settleBy at most 30 days ahead', nobody],
    ['libraries/OrderShape.sol', 'MAX_TERM', '30 days'],
  ),
  parameter(
    'kink of the price curve',
    ['8,000 bps of the slots', 'above 0, below 10,000 bps', timelock],
    ['ProviderRegistry.sol', 'kink', '8,000'],
  ),
  parameter(
    'ceiling when idle',
    ['10,000 bps of the base price', 'at least 10,000 bps', timelock],
    ['ProviderRegistry.sol', 'atZero', '10,000'],
  ),
  parameter(
    'ceiling at the kink',
    ['15,000 bps', 'between the ceilings when idle and when full', timelock],
    ['ProviderRegistry.sol', 'atKink', '15,000'],
  ),
  parameter(
    'ceiling when full',
    ['40,000 bps', 'at most 100,000 bps', timelock],
    ['ProviderRegistry.sol', 'atFull', '40,000'],
    ['libraries/ComputePrice.sol', 'MAX_MULTIPLE', '100,000'],
  ),
  parameter('half-life of load', ['1 hour', '', nobody], ['libraries/Load.sol', 'HALF_LIFE', '1 hour']),
  parameter(
    'notice of a change of slots',
    ['1 day', '', nobody],
    ['types/Offer.sol', 'SLOTS_DELAY', '1 day'],
  ),
  parameter('base price, slots', [
    'as the provider sets',
    '',
    'provider; the price at once, slots with notice',
  ]),
  parameter(
    'notice of unbonding',
    ['1 day, or the day after the last exposure', '', nobody],
    ['ProviderCollateral.sol', 'NOTICE', '1 day'],
  ),
  parameter(
    'days that exposure can be held',
    ['settleBy and the dispute window', 'at most 60 days', nobody],
    ['libraries/Exposure.sol', 'MAX_DAYS', '60'],
  ),
  parameter(
    'bond of a dispute',
    ['500 bps of the order’s maximum', '100 to 2,000 bps; pinned at the opening', timelock],
    ['Disputes.sol', 'bondRate', '500'],
    ['Disputes.sol', 'MIN_BOND_RATE', '100'],
    ['Disputes.sol', 'MAX_BOND_RATE', '2,000'],
  ),
  parameter(
    'term of a ruling',
    ['14 days', '3 days to 30 days; pinned at the opening', timelock],
    ['Disputes.sol', 'rulingTerm', '14 days'],
    ['Disputes.sol', 'MIN_RULING_TERM', '3 days'],
    ['Disputes.sol', 'MAX_RULING_TERM', '30 days'],
  ),
  parameter(
    'buyer’s share of a ruling',
    ['5,000 bps of what is slashed', 'at most 8,000 bps; pinned at the opening', timelock],
    ['Disputes.sol', 'buyerShare', '5,000'],
    ['Disputes.sol', 'MAX_BUYER_SHARE', '8,000'],
  ),
  parameter('arbiter', ['the timelock, unless another is named', '', timelock]),
  parameter(
    'royalty of derived assets, of a resale',
    ['as the owner sets', 'at most 5,000 bps each', 'owner'],
    ['AssetRecords.sol', 'MAX_ROYALTY', '5,000'],
  ),
  parameter(
    'notice of a higher royalty of derived assets',
    ['1 day; a lower one counts at once', '', nobody],
    ['Lineage.sol', 'ROYALTY_NOTICE', '1 day'],
  ),
  parameter(
    'ancestors of an asset',
    ['', 'at most 4, together at most 5,000 bps', nobody],
    ['libraries/Ancestry.sol', 'MAX_ANCESTORS', '4'],
    ['libraries/Ancestry.sol', 'MAX_SUM', '5,000'],
  ),
  parameter(
    'review window',
    ['as the owner sets', 'at most 14 days', 'owner'],
    ['AssetRecords.sol', 'MAX_REVIEW_WINDOW', '14 days'],
  ),
  parameter(
    'validity of a pass',
    ['as the owner sets', 'at most 730 days', 'owner, for series to come'],
    ['AccessPass.sol', 'MAX_VALIDITY', '730 days'],
  ),
  parameter(
    'tokens that shares track',
    ['the asset’s own', 'at most 4, the last one the owner’s choice', 'anyone may add an accepted one'],
    ['ShareToken.sol', 'MAX_TOKENS', '4'],
  ),
  parameter(
    'delay to close a channel',
    ['as the payer opens it', '1 hour to 30 days', nobody],
    ['Channels.sol', 'MIN_CLOSE_DELAY', '1 hour'],
    ['Channels.sol', 'MAX_CLOSE_DELAY', '30 days'],
  ),
  parameter(
    'terms of a bounty',
    ['as its opener sets', 'submissions within 365 days, a decision 1 day to 90 days later', nobody],
    ['Bounties.sol', 'MAX_SUBMIT_TERM', '365 days'],
    ['Bounties.sol', 'MIN_DECIDE_TERM', '1 day'],
    ['Bounties.sol', 'MAX_DECIDE_TERM', '90 days'],
  ),
  parameter(
    'time to veto an epoch of rewards',
    ['2 days', '', nobody],
    ['Rewards.sol', 'CHALLENGE_PERIOD', '2 days'],
  ),
  parameter(
    'time to claim rewards',
    ['365 days, then the treasury’s', '', nobody],
    ['Rewards.sol', 'CLAIM_TERM', '365 days'],
  ),
  parameter(
    'reward rate',
    ['5,000 bps of the fee that a sale paid', 'at most 5,000 bps', 'publisher, whom the timelock names'],
    ['packages/sdk/src/reward-weights.ts', 'maximumRewardRate', '5,000'],
  ),
  parameter(
    'cap of one buyer for one account',
    ['1,000 bps of all counted fees', 'at most 10,000 bps', 'publisher'],
    ['packages/sdk/src/reward-weights.ts', 'defaultCounterpartyCap', '1,000'],
  ),
  parameter(
    'half-life of reputation',
    ['90 days', '', 'who computes it'],
    ['packages/sdk/src/reputation.ts', 'reputationHalfLife', '90 days'],
  ),
  parameter(
    'weight of one buyer in a reputation',
    ['at most 500 whole tokens', '', 'who computes it'],
    ['packages/sdk/src/reputation.ts', 'reputationCap', '500'],
  ),
  parameter(
    'weight of the neutral score',
    ['100 whole tokens', '', 'who computes it'],
    ['packages/sdk/src/reputation.ts', 'reputationPrior', '100'],
  ),
  parameter(
    'votes to propose, votes to decide',
    ['0.1 % and 4 % of the supply', '', timelock],
    ['creations.ts', 'quorumPercent', '4'],
  ),
  parameter(
    'vote',
    ['1 day to its start, 5 days, 2 days more after a late quorum', '', timelock],
    ['creations.ts', 'votingDelay', '1 day'],
    ['creations.ts', 'votingPeriod', '5 days'],
    ['creations.ts', 'lateQuorumExtension', '2 days'],
  ),
  parameter('delay of the timelock', ['2 days', '', timelock], ['deploy.ts', 'defaultDelay', '2 days']),
];
