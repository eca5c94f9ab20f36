import type { Abi, Hex } from 'viem';
import type { ContractName } from './address-book.ts';
import { accessPassAbi } from './generated/accessPass.ts';
import { assetRegistryAbi } from './generated/assetRegistry.ts';
import { atollGovernorAbi } from './generated/atollGovernor.ts';
import { atollTimelockAbi } from './generated/atollTimelock.ts';
import { atollTokenAbi } from './generated/atollToken.ts';
import { bountiesAbi } from './generated/bounties.ts';
import { accessPassBytecode, accessPassRuntime } from './generated/bytecode/accessPass.ts';
import { assetRegistryBytecode, assetRegistryRuntime } from './generated/bytecode/assetRegistry.ts';
import { atollGovernorBytecode, atollGovernorRuntime } from './generated/bytecode/atollGovernor.ts';
import { atollTimelockBytecode, atollTimelockRuntime } from './generated/bytecode/atollTimelock.ts';
import { atollTokenBytecode, atollTokenRuntime } from './generated/bytecode/atollToken.ts';
import { bountiesBytecode, bountiesRuntime } from './generated/bytecode/bounties.ts';
import { channelsBytecode, channelsRuntime } from './generated/bytecode/channels.ts';
import { disputesBytecode, disputesRuntime } from './generated/bytecode/disputes.ts';
import { jobsBytecode, jobsRuntime } from './generated/bytecode/jobs.ts';
import { providerRegistryBytecode, providerRegistryRuntime } from './generated/bytecode/providerRegistry.ts';
import { ratingsBytecode, ratingsRuntime } from './generated/bytecode/ratings.ts';
import { relayBytecode, relayRuntime } from './generated/bytecode/relay.ts';
import { revenueSharesBytecode, revenueSharesRuntime } from './generated/bytecode/revenueShares.ts';
import { rewardsBytecode, rewardsRuntime } from './generated/bytecode/rewards.ts';
import { channelsAbi } from './generated/channels.ts';
import { disputesAbi } from './generated/disputes.ts';
import { jobsAbi } from './generated/jobs.ts';
import { providerRegistryAbi } from './generated/providerRegistry.ts';
import { ratingsAbi } from './generated/ratings.ts';
import { relayAbi } from './generated/relay.ts';
import { revenueSharesAbi } from './generated/revenueShares.ts';
import { rewardsAbi } from './generated/rewards.ts';
import type { RuntimeCode } from './runtime-code.ts';

/** What creates a contract, and what tells it apart once it is there. */
export interface ContractCode {
  /** Its name in the sources. */
  readonly contract: string;
  readonly abi: Abi;
  readonly bytecode: Hex;
  readonly runtime: RuntimeCode;
}

/** The code of every contract of a deployment. */
export const contractCode: Readonly<Record<ContractName, ContractCode>> = {
  token: {
    contract: 'AtollToken',
    abi: atollTokenAbi,
    bytecode: atollTokenBytecode,
    runtime: atollTokenRuntime,
  },
  timelock: {
    contract: 'AtollTimelock',
    abi: atollTimelockAbi,
    bytecode: atollTimelockBytecode,
    runtime: atollTimelockRuntime,
  },
  governor: {
    contract: 'AtollGovernor',
    abi: atollGovernorAbi,
    bytecode: atollGovernorBytecode,
    runtime: atollGovernorRuntime,
  },
  relay: { contract: 'Relay', abi: relayAbi, bytecode: relayBytecode, runtime: relayRuntime },
  assetRegistry: {
    contract: 'AssetRegistry',
    abi: assetRegistryAbi,
    bytecode: assetRegistryBytecode,
    runtime: assetRegistryRuntime,
  },
  accessPass: {
    contract: 'AccessPass',
    abi: accessPassAbi,
    bytecode: accessPassBytecode,
    runtime: accessPassRuntime,
  },
  providerRegistry: {
    contract: 'ProviderRegistry',
    abi: providerRegistryAbi,
    bytecode: providerRegistryBytecode,
    runtime: providerRegistryRuntime,
  },
  disputes: { contract: 'Disputes', abi: disputesAbi, bytecode: disputesBytecode, runtime: disputesRuntime },
  ratings: { contract: 'Ratings', abi: ratingsAbi, bytecode: ratingsBytecode, runtime: ratingsRuntime },
  revenueShares: {
    contract: 'RevenueShares',
    abi: revenueSharesAbi,
    bytecode: revenueSharesBytecode,
    runtime: revenueSharesRuntime,
  },
  channels: { contract: 'Channels', abi: channelsAbi, bytecode: channelsBytecode, runtime: channelsRuntime },
  bounties: { contract: 'Bounties', abi: bountiesAbi, bytecode: bountiesBytecode, runtime: bountiesRuntime },
  rewards: { contract: 'Rewards', abi: rewardsAbi, bytecode: rewardsBytecode, runtime: rewardsRuntime },
  jobs: { contract: 'Jobs', abi: jobsAbi, bytecode: jobsBytecode, runtime: jobsRuntime },
};
