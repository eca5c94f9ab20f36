import type { AddressBook, ContractName } from '@atoll/contracts/address-book';
import { accessPassAbi } from '@atoll/contracts/generated/accessPass';
import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import { atollGovernorAbi } from '@atoll/contracts/generated/atollGovernor';
import { atollTimelockAbi } from '@atoll/contracts/generated/atollTimelock';
import { atollTokenAbi } from '@atoll/contracts/generated/atollToken';
import { bountiesAbi } from '@atoll/contracts/generated/bounties';
import { channelsAbi } from '@atoll/contracts/generated/channels';
import { disputesAbi } from '@atoll/contracts/generated/disputes';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { providerRegistryAbi } from '@atoll/contracts/generated/providerRegistry';
import { ratingsAbi } from '@atoll/contracts/generated/ratings';
import { relayAbi } from '@atoll/contracts/generated/relay';
import { revenueSharesAbi } from '@atoll/contracts/generated/revenueShares';
import { rewardsAbi } from '@atoll/contracts/generated/rewards';
import { type Abi, erc20Abi } from 'viem';
import type { FieldKind } from './call-field.ts';

/** ABI of each contract of the deployment. */
export const abis: Readonly<Record<ContractName, Abi>> = {
  token: atollTokenAbi,
  timelock: atollTimelockAbi,
  governor: atollGovernorAbi,
  relay: relayAbi,
  assetRegistry: assetRegistryAbi,
  accessPass: accessPassAbi,
  providerRegistry: providerRegistryAbi,
  disputes: disputesAbi,
  ratings: ratingsAbi,
  revenueShares: revenueSharesAbi,
  channels: channelsAbi,
  bounties: bountiesAbi,
  rewards: rewardsAbi,
  jobs: jobsAbi,
};

export interface CallField {
  /** As the ABI calls it. */
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly kind: FieldKind;
}

/** A call that governance makes often enough to have a form. */
export interface KnownCall {
  readonly id: string;
  /** What it does, in words. */
  readonly title: string;
  readonly contract: ContractName | 'payment token';
  readonly functionName: string;
  /** Whether its fields are members of one struct. */
  readonly struct?: true;
  readonly fields: readonly CallField[];
  /** Names of the parameters that it changes, as the indexer tells them. */
  readonly changes?: readonly string[];
}

const days = (name: string, label: string, hint: string): CallField => ({ name, label, hint, kind: 'days' });
const percent = (name: string, label: string, hint: string): CallField => ({
  name,
  label,
  hint,
  kind: 'percent',
});

export const knownCalls: readonly KnownCall[] = [
  {
    id: 'fee',
    title: 'Set the protocol fee',
    contract: 'jobs',
    functionName: 'setFeeRate',
    fields: [percent('rate', 'Fee', 'of what payees receive; at most 10 %')],
    changes: ['feeRate'],
  },
  {
    id: 'treasury',
    title: 'Name who is credited the fees',
    contract: 'jobs',
    functionName: 'setTreasury',
    fields: [{ name: 'account', label: 'Treasury', kind: 'address' }],
    changes: ['treasury'],
  },
  {
    id: 'token',
    title: 'Accept a token for payment, or no longer',
    contract: 'jobs',
    functionName: 'setAccepted',
    fields: [
      {
        name: 'token',
        label: 'Token',
        hint: 'a plain ERC-20: none that takes a fee or calls others',
        kind: 'address',
      },
      { name: 'accepted', label: 'Accepted', kind: 'yes' },
    ],
    changes: ['accepted'],
  },
  {
    id: 'expiry',
    title: 'Set what a silent provider loses',
    contract: 'jobs',
    functionName: 'setExpiryTerms',
    struct: true,
    fields: [
      percent('slashRate', 'Slice of the collateral', 'of the order’s maximum'),
      percent(
        'buyerShare',
        'Of it to the buyer',
        'with the caller’s at most 80 %; the treasury has the rest',
      ),
      percent('callerShare', 'Of it to the caller', 'who reports the expiry; at most 10 %'),
    ],
    changes: ['expiryTerms'],
  },
  {
    id: 'curve',
    title: 'Set the ceiling of compute prices',
    contract: 'providerRegistry',
    functionName: 'setCurve',
    struct: true,
    fields: [
      percent('kink', 'Kink', 'utilisation at which the slope changes'),
      percent('atZero', 'Ceiling when idle', 'of the base price; at least 100 %'),
      percent('atKink', 'Ceiling at the kink', 'of the base price'),
      percent('atFull', 'Ceiling at full use', 'of the base price; at most 1,000 %'),
    ],
    changes: ['curve'],
  },
  {
    id: 'disputes',
    title: 'Set the terms of disputes to come',
    contract: 'disputes',
    functionName: 'setTerms',
    struct: true,
    fields: [
      { name: 'arbiter', label: 'Arbiter', hint: 'who rules', kind: 'address' },
      percent('bondRate', 'Bond', 'of the order’s maximum; 1 to 20 %'),
      days('rulingTerm', 'Days to rule', '3 to 30'),
      percent('buyerShare', 'Of what is slashed to the buyer', 'at most 80 %'),
    ],
    changes: ['terms'],
  },
  {
    id: 'publisher',
    title: 'Name who proposes epochs of rewards',
    contract: 'rewards',
    functionName: 'setPublisher',
    fields: [{ name: 'account', label: 'Publisher', kind: 'address' }],
    changes: ['publisher'],
  },
  {
    id: 'guardian',
    title: 'Name who may refuse an epoch of rewards',
    contract: 'rewards',
    functionName: 'setGuardian',
    fields: [{ name: 'account', label: 'Guardian', kind: 'address' }],
    changes: ['guardian'],
  },
  {
    id: 'voting-delay',
    title: 'Set the time before a vote',
    contract: 'governor',
    functionName: 'setVotingDelay',
    fields: [days('newVotingDelay', 'Days', 'from the proposal to the vote')],
    changes: ['votingDelay'],
  },
  {
    id: 'voting-period',
    title: 'Set the time for a vote',
    contract: 'governor',
    functionName: 'setVotingPeriod',
    fields: [days('newVotingPeriod', 'Days', 'that a vote is open')],
    changes: ['votingPeriod'],
  },
  {
    id: 'late-quorum',
    title: 'Set the time that is left after a late quorum',
    contract: 'governor',
    functionName: 'setLateQuorumVoteExtension',
    fields: [days('newVoteExtension', 'Days', 'to answer a quorum that was reached late')],
    changes: ['lateQuorumVoteExtension'],
  },
  {
    id: 'threshold',
    title: 'Set the votes that a proposal takes',
    contract: 'governor',
    functionName: 'setProposalThreshold',
    fields: [{ name: 'newProposalThreshold', label: 'Votes', hint: 'in ATOLL', kind: 'atoll' }],
    changes: ['proposalThreshold'],
  },
  {
    id: 'quorum',
    title: 'Set the quorum',
    contract: 'governor',
    functionName: 'updateQuorumNumerator',
    fields: [{ name: 'newQuorumNumerator', label: 'Whole per cent', hint: 'of the supply', kind: 'whole' }],
    changes: ['quorumNumerator'],
  },
  {
    id: 'delay',
    title: 'Set the delay of the timelock',
    contract: 'timelock',
    functionName: 'updateDelay',
    fields: [days('newDelay', 'Days', 'between a decision and its execution')],
    changes: ['minDelay'],
  },
  {
    id: 'withdraw',
    title: 'Withdraw the timelock’s credit',
    contract: 'jobs',
    functionName: 'withdraw',
    fields: [
      { name: 'tokens', label: 'Token', kind: 'tokens' },
      { name: 'to', label: 'To', kind: 'address' },
    ],
  },
  {
    id: 'pay',
    title: 'Pay out of the timelock’s wallet',
    contract: 'payment token',
    functionName: 'transfer',
    fields: [
      { name: 'to', label: 'To', kind: 'address' },
      { name: 'amount', label: 'Amount', kind: 'payment' },
    ],
  },
];

/** The contract of an address, and its ABI; a payment token has that of an ERC-20. */
export function contractAt(
  book: AddressBook,
  target: string,
): { name: ContractName; abi: Abi } | { name: 'payment token'; abi: Abi } | undefined {
  const address = target.toLowerCase();
  for (const [name, at] of Object.entries(book.contracts)) {
    const found = contractNameOf(name);
    if (at === address && found !== undefined) return { name: found, abi: abis[found] };
  }
  if (book.tokens.some((token) => token.address === address)) return { name: 'payment token', abi: erc20Abi };
  return undefined;
}

const contractNameOf = (name: string): ContractName | undefined =>
  Object.keys(abis).some((each) => each === name) ? asContractName(name) : undefined;
/** Guarantee: called with a key of `abis` alone. */
const asContractName = (name: string) => name as ContractName;
