import { z } from 'zod';
import { Address, Amount, Bytes32 } from '../ids.ts';
import { equal, ofAsset, ofBlock, range, shape } from './shape.ts';
import {
  account,
  amount,
  Count,
  Flag,
  flag,
  hash,
  place,
  placeKey,
  text,
  time,
  tokenId,
  whole,
} from './values.ts';

export const shareTokens = shape({
  path: 'share-tokens',
  name: 'ShareToken',
  description: 'Shares in the income of an asset; each series is an ERC-20 of its own.',
  view: z.object({
    shareToken: account('the ERC-20'),
    assetId: tokenId('token id of the asset whose income is shared'),
    name: text('name of the token'),
    symbol: text('symbol of the token'),
    supply: amount('shares in all, in their smallest unit'),
    heir: account('who gets the asset’s beneficiary back when the shares are released').optional(),
    released: flag('the shares earn no more'),
    tokens: z.array(account('a token')).describe('tokens whose income the shares divide'),
    ended: z
      .array(amount('in the token’s smallest unit'))
      .describe(
        'what had come in of each of `tokens` when the shares were dissolved: later income is the heir’s; empty while they stand',
      ),
    createdBlock: whole('block in which it was made'),
    createdLog: whole('index of its log'),
  }),
  key: ['shareToken'],
  filters: {
    assetId: ofAsset('the asset'),
    released: equal(Flag, 'the shares earn no more'),
    createdBlock: ofBlock('block in which it was made'),
  },
  sorts: ['created'],
});

export const shareHolders = shape({
  path: 'share-holders',
  name: 'ShareHolder',
  description: 'Who holds shares.',
  view: z.object({
    shareToken: account('the ERC-20'),
    account: account('who holds them'),
    shares: amount('in the token’s smallest unit'),
  }),
  key: ['shareToken', 'account'],
  filters: { shareToken: equal(Address, 'the ERC-20'), account: equal(Address, 'who holds them') },
  sorts: ['token', 'shares'],
});

export const dividends = shape({
  path: 'dividends',
  name: 'Dividend',
  description: 'Dividends that holders of shares claimed.',
  view: z.object({
    ...place,
    shareToken: account('the shares'),
    account: account('who claimed'),
    token: account('token of the amount'),
    amount: amount('in the token’s smallest unit'),
    claimedAt: time('block time, in seconds'),
  }),
  key: placeKey,
  filters: {
    shareToken: equal(Address, 'the shares'),
    account: equal(Address, 'who claimed'),
    token: equal(Address, 'token of the amount'),
    blockNumber: ofBlock('block of the event'),
    claimedAt: range(Count, 'block time, in seconds'),
  },
  sorts: ['block'],
});

const ChannelState = z.enum(['open', 'closing', 'closed']);

export const channels = shape({
  path: 'channels',
  name: 'Channel',
  description: 'Payment channels for streams of calls.',
  view: z.object({
    channelId: hash('the channel'),
    state: ChannelState.describe('where the channel stands'),
    payer: account('who pays'),
    payee: account('who is paid'),
    token: account('token of the amounts'),
    signer: account('whose signature a voucher carries'),
    deposit: amount('ever deposited, in the token’s smallest unit'),
    redeemed: amount('what vouchers took of it, fees included'),
    paid: amount('of it to the payee'),
    fees: amount('of it to the treasury'),
    refunded: amount('what went back to the payer'),
    closeDelay: whole('seconds between the wish to close and the end'),
    feeRate: z.int().min(0).max(10_000).describe('the treasury’s part, in basis points'),
    closesAt: time('block time of the end, of a channel that closes').optional(),
    openedAt: time('block time, in seconds'),
    openedBlock: whole('block in which it was opened'),
    openedLog: whole('index of its log'),
  }),
  key: ['channelId'],
  filters: {
    payer: equal(Address, 'who pays'),
    payee: equal(Address, 'who is paid'),
    token: equal(Address, 'token of the amounts'),
    state: equal(ChannelState, 'where the channel stands'),
    openedBlock: ofBlock('block in which it was opened'),
  },
  sorts: ['opened'],
});

export const redemptions = shape({
  path: 'redemptions',
  name: 'Redemption',
  description: 'Vouchers that were redeemed.',
  view: z.object({
    ...place,
    channelId: hash('the channel'),
    cumulative: amount('what the voucher promises in all, in the token’s smallest unit'),
    paid: amount('to the payee by this redemption'),
    fee: amount('to the treasury by this redemption'),
    redeemedAt: time('block time, in seconds'),
  }),
  key: placeKey,
  filters: {
    channelId: equal(Bytes32, 'the channel'),
    blockNumber: ofBlock('block of the event'),
    redeemedAt: range(Count, 'block time, in seconds'),
  },
  sorts: ['block'],
});

const BountyState = z.enum(['open', 'closed']);
const BountyKind = z.enum(['data', 'model', 'fix']);

export const bounties = shape({
  path: 'bounties',
  name: 'Bounty',
  description: 'Bounties for data, models and fixes.',
  view: z.object({
    bountyId: hash('the bounty'),
    state: BountyState.describe('where the bounty stands'),
    kind: BountyKind.describe('what is asked for'),
    funder: account('who opened it'),
    judge: account('who awards'),
    token: account('token of the amounts'),
    specification: hash('digest of what is asked for'),
    submitUntil: time('deadline for submissions, in seconds'),
    decideUntil: time('deadline for the judge, in seconds'),
    pot: amount('put in and not taken back, in the token’s smallest unit'),
    rest: amount('of it, what was neither awarded nor taken back'),
    awarded: amount('what went to submitters'),
    reclaimed: amount('what funders took back'),
    submissions: whole('submissions so far'),
    pending: whole('submissions that were not rejected'),
    openedAt: time('block time, in seconds'),
    openedBlock: whole('block in which it was opened'),
    openedLog: whole('index of its log'),
  }),
  key: ['bountyId'],
  filters: {
    state: equal(BountyState, 'where the bounty stands'),
    kind: equal(BountyKind, 'what is asked for'),
    funder: equal(Address, 'who opened it'),
    judge: equal(Address, 'who awards'),
    token: equal(Address, 'token of the amounts'),
    openedBlock: ofBlock('block in which it was opened'),
  },
  sorts: ['opened', 'pot'],
});

export const bountyFunders = shape({
  path: 'bounty-funders',
  name: 'BountyFunder',
  description: 'Who put how much into a bounty.',
  view: z.object({
    bountyId: hash('the bounty'),
    funder: account('who put it in'),
    contributed: amount('in the bounty’s token, smallest unit'),
    standing: amount('of it, what still waits for its part of the rest'),
    reclaimed: amount('of it taken back'),
  }),
  key: ['bountyId', 'funder'],
  filters: { bountyId: equal(Bytes32, 'the bounty'), funder: equal(Address, 'who put it in') },
  sorts: ['bounty'],
});

export const bountySubmissions = shape({
  path: 'bounty-submissions',
  name: 'BountySubmission',
  description: 'What was submitted to bounties.',
  view: z.object({
    bountyId: hash('the bounty'),
    submission: whole('number of the submission within the bounty'),
    submitter: account('who submitted'),
    assetId: tokenId('token id of the asset that was submitted'),
    digest: hash('digest of what was submitted'),
    rejected: flag('the judge rejected it'),
    awarded: amount('in the bounty’s token, smallest unit'),
    submittedAt: time('block time, in seconds'),
    submittedBlock: whole('block of the submission'),
    submittedLog: whole('index of its log'),
  }),
  key: ['bountyId', 'submission'],
  filters: {
    bountyId: equal(Bytes32, 'the bounty'),
    submitter: equal(Address, 'who submitted'),
    assetId: ofAsset('the asset that was submitted'),
    rejected: equal(Flag, 'the judge rejected it'),
    submittedBlock: ofBlock('block of the submission'),
  },
  sorts: ['submitted'],
});

const EpochState = z.enum(['proposed', 'vetoed', 'swept']);

export const rewardEpochs = shape({
  path: 'reward-epochs',
  name: 'RewardEpoch',
  description: 'Epochs of rewards, each a Merkle tree that anybody can recompute.',
  view: z.object({
    epoch: amount('number of the epoch'),
    state: EpochState.describe('where the epoch stands'),
    token: account('token of the amounts'),
    root: hash('root of the tree'),
    total: amount('to be claimed in all, in the token’s smallest unit'),
    fund: amount('credit that no other epoch could take when this one was proposed'),
    claimed: amount('claimed so far'),
    swept: amount('went back to the treasury'),
    dataDigest: hash('sha-256 of the document that the tree was made of: `RewardEpochDocument`'),
    claimableFrom: time('block time from which it can be claimed, in seconds'),
    proposedAt: time('block time of the proposal, in seconds'),
    proposedBlock: whole('block of the proposal'),
    proposedLog: whole('index of its log'),
  }),
  key: ['epoch'],
  filters: {
    state: equal(EpochState, 'where the epoch stands'),
    token: equal(Address, 'token of the amounts'),
  },
  sorts: ['proposed'],
});

export const rewardClaims = shape({
  path: 'reward-claims',
  name: 'RewardClaim',
  description: 'Rewards that were claimed.',
  view: z.object({
    ...place,
    epoch: amount('number of the epoch'),
    account: account('who claimed'),
    amount: amount('in the epoch’s token, smallest unit'),
    claimedAt: time('block time, in seconds'),
  }),
  key: placeKey,
  filters: {
    epoch: equal(Amount, 'number of the epoch'),
    account: equal(Address, 'who claimed'),
    blockNumber: ofBlock('block of the event'),
    claimedAt: range(Count, 'block time, in seconds'),
  },
  sorts: ['block'],
});

export const sharePaymentTokens = shape({
  path: 'share-payment-tokens',
  name: 'SharePaymentToken',
  description: 'Tokens whose income shares divide, or their heir takes.',
  view: z.object({
    ...place,
    shareToken: account('the shares'),
    token: account('token whose income is divided'),
    addedAt: time('block time, in seconds'),
  }),
  key: placeKey,
  filters: {
    shareToken: equal(Address, 'the shares'),
    token: equal(Address, 'token whose income is divided'),
    blockNumber: ofBlock('block of the event'),
  },
  sorts: ['block'],
});
