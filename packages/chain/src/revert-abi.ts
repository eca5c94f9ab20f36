import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import { atollGovernorAbi } from '@atoll/contracts/generated/atollGovernor';
import { atollTimelockAbi } from '@atoll/contracts/generated/atollTimelock';
import { atollTokenAbi } from '@atoll/contracts/generated/atollToken';
import { accessPassAbi } from '@atoll/contracts/generated/accessPass';
import { bountiesAbi } from '@atoll/contracts/generated/bounties';
import { disputesAbi } from '@atoll/contracts/generated/disputes';
import { ratingsAbi } from '@atoll/contracts/generated/ratings';
import { revenueSharesAbi } from '@atoll/contracts/generated/revenueShares';
import { rewardsAbi } from '@atoll/contracts/generated/rewards';
import { channelsAbi } from '@atoll/contracts/generated/channels';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { providerRegistryAbi } from '@atoll/contracts/generated/providerRegistry';
import { relayAbi } from '@atoll/contracts/generated/relay';
import { shareTokenAbi } from '@atoll/contracts/generated/shareToken';
import type { ContractErrorName } from 'viem';

/** ABIs that a revert is decoded with, first match wins. They hold what tokens and OpenZeppelin's bases throw, too. */
export const revertAbi = [
  ...assetRegistryAbi,
  ...providerRegistryAbi,
  ...jobsAbi,
  ...relayAbi,
  ...channelsAbi,
  ...accessPassAbi,
  ...revenueSharesAbi,
  ...shareTokenAbi,
  ...disputesAbi,
  ...ratingsAbi,
  ...bountiesAbi,
  ...rewardsAbi,
  ...atollTokenAbi,
  ...atollTimelockAbi,
  ...atollGovernorAbi,
] as const;

/** Names of every error in {@link revertAbi}. */
export type RevertName = ContractErrorName<typeof revertAbi>;
