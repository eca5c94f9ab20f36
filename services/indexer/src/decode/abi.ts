import { type ContractName } from '@atoll/contracts/address-book';
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
import { type Abi, parseAbi } from 'viem';

/** Events of the standards that the contracts inherit, which their interfaces do not repeat. */
const erc721Abi = parseAbi([
  'event Transfer(address indexed from, address indexed to, uint256 indexed tokenId)',
  'event Approval(address indexed owner, address indexed approved, uint256 indexed tokenId)',
  'event ApprovalForAll(address indexed owner, address indexed operator, bool approved)',
  'event MetadataUpdate(uint256 _tokenId)',
]);
const ownableAbi = parseAbi([
  'event OwnershipTransferStarted(address indexed previousOwner, address indexed newOwner)',
  'event OwnershipTransferred(address indexed previousOwner, address indexed newOwner)',
]);

/** What each contract of a deployment may say; the same topic of another contract means nothing here. */
export const abis = {
  assetRegistry: [...assetRegistryAbi, ...erc721Abi],
  providerRegistry: [...providerRegistryAbi, ...ownableAbi],
  jobs: [...jobsAbi, ...ownableAbi],
  token: atollTokenAbi,
  timelock: atollTimelockAbi,
  governor: atollGovernorAbi,
  relay: relayAbi,
  accessPass: accessPassAbi,
  disputes: [...disputesAbi, ...ownableAbi],
  ratings: ratingsAbi,
  revenueShares: revenueSharesAbi,
  channels: channelsAbi,
  bounties: bountiesAbi,
  rewards: [...rewardsAbi, ...ownableAbi],
} as const satisfies Record<ContractName, Abi>;
