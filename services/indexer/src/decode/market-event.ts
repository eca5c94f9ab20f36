import type { Address, Bytes32 } from '@atoll/schemas/ids';
import type { AccessPassEvent } from './generated/accessPass.ts';
import type { AssetRegistryEvent } from './generated/assetRegistry.ts';
import type { BountiesEvent } from './generated/bounties.ts';
import type { ChannelsEvent } from './generated/channels.ts';
import type { DisputesEvent } from './generated/disputes.ts';
import type { GovernorEvent } from './generated/governor.ts';
import type { JobsEvent } from './generated/jobs.ts';
import type { ProviderRegistryEvent } from './generated/providerRegistry.ts';
import type { RatingsEvent } from './generated/ratings.ts';
import type { RelayEvent } from './generated/relay.ts';
import type { RevenueSharesEvent } from './generated/revenueShares.ts';
import type { RewardsEvent } from './generated/rewards.ts';
import type { ShareTokenEvent } from './generated/shareToken.ts';
import type { TimelockEvent } from './generated/timelock.ts';
import type { TokenEvent } from './generated/token.ts';

/** Every event of a deployment and of the shares it makes; `name` is `contract.Event`, so no two contracts share one. */
export type MarketEvent =
  | AccessPassEvent
  | AssetRegistryEvent
  | BountiesEvent
  | ChannelsEvent
  | DisputesEvent
  | GovernorEvent
  | JobsEvent
  | ProviderRegistryEvent
  | RatingsEvent
  | RelayEvent
  | RevenueSharesEvent
  | RewardsEvent
  | ShareTokenEvent
  | TimelockEvent
  | TokenEvent;

export type EventName = MarketEvent['name'];

/** Where in the chain an event stands. */
export interface Position {
  /** The contract that told it, which for shares is not known from the name. */
  readonly emitter: Address;
  readonly blockNumber: number;
  readonly logIndex: number;
  /** Seconds. */
  readonly blockTimestamp: number;
  readonly transactionHash: Bytes32;
}

export type PlacedEvent = MarketEvent & Position;
export type EventOf<Name extends EventName> = Extract<MarketEvent, { name: Name }> & Position;
