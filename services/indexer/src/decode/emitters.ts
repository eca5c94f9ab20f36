import { type AddressBook, contractNames } from '@atoll/contracts/address-book';
import type { RawLog } from '@atoll/chain/raw-log';
import type { Address } from '@atoll/schemas/ids';
import type { EventDecoders } from './event-decoders.ts';
import { accessPassDecoders } from './generated/accessPass.ts';
import { assetRegistryDecoders } from './generated/assetRegistry.ts';
import { bountiesDecoders } from './generated/bounties.ts';
import { channelsDecoders } from './generated/channels.ts';
import { disputesDecoders } from './generated/disputes.ts';
import { governorDecoders } from './generated/governor.ts';
import { jobsDecoders } from './generated/jobs.ts';
import { providerRegistryDecoders } from './generated/providerRegistry.ts';
import { ratingsDecoders } from './generated/ratings.ts';
import { relayDecoders } from './generated/relay.ts';
import { revenueSharesDecoders } from './generated/revenueShares.ts';
import { rewardsDecoders } from './generated/rewards.ts';
import { shareTokenDecoders } from './generated/shareToken.ts';
import { timelockDecoders } from './generated/timelock.ts';
import { tokenDecoders } from './generated/token.ts';
import type { MarketEvent } from './market-event.ts';
import { address, topic } from './words.ts';

/** The contracts of a deployment by name. */
export type Contracts = AddressBook['contracts'];

const decoders = {
  accessPass: accessPassDecoders,
  assetRegistry: assetRegistryDecoders,
  bounties: bountiesDecoders,
  channels: channelsDecoders,
  disputes: disputesDecoders,
  governor: governorDecoders,
  jobs: jobsDecoders,
  providerRegistry: providerRegistryDecoders,
  ratings: ratingsDecoders,
  relay: relayDecoders,
  revenueShares: revenueSharesDecoders,
  rewards: rewardsDecoders,
  timelock: timelockDecoders,
  token: tokenDecoders,
} as const satisfies Record<keyof Contracts, EventDecoders<MarketEvent>>;

const named = Object.entries({ ...decoders, shareToken: shareTokenDecoders }).map(
  ([contract, own]) =>
    [contract, Object.values(own).map(({ event }) => `${contract}.${event}`)] satisfies [string, string[]],
);

/** Every event that is decoded, as `contract.Event`. */
export const eventNames: readonly string[] = named.flatMap(([, events]) => events).toSorted();

/** The events, as `contract.Event`, that logs of an address can be: whatever no contract of the deployment is makes shares' at most. */
export function eventNamesOf(contracts: Contracts, emitter: string): readonly string[] {
  const contract = contractNames.find((name) => contracts[name] === emitter) ?? 'shareToken';
  return named.flatMap(([name, events]) => (name === contract ? events : [])).toSorted();
}

const sharesCreated = Object.entries(revenueSharesDecoders).find(
  ([, { event }]) => event === 'SharesCreated',
)?.[0];

/** Whose logs count: the contracts of a deployment, and the shares that one of them makes. The same topic of any other contract means nothing. */
export class Emitters {
  readonly #decoders = new Map<Address, EventDecoders<MarketEvent>>();
  readonly #revenueShares: Address;

  constructor(contracts: Contracts, shareTokens: Iterable<Address> = []) {
    for (const name of contractNames) this.#decoders.set(contracts[name], decoders[name]);
    for (const token of shareTokens) this.#decoders.set(token, shareTokenDecoders);
    this.#revenueShares = contracts.revenueShares;
  }

  addresses(): Address[] {
    return [...this.#decoders.keys()];
  }

  decodersOf(emitter: Address): EventDecoders<MarketEvent> | undefined {
    return this.#decoders.get(emitter);
  }

  /** The shares that these logs make, known or not. */
  sharesIn(logs: readonly RawLog[]): Address[] {
    const made = logs.filter((log) => log.address === this.#revenueShares && log.signature === sharesCreated);
    return made.map((log) => address(log, topic(log, 2)));
  }

  /** Takes in the shares that these logs make, and tells which are new. Their first logs come before the one that names them. */
  discover(logs: readonly RawLog[]): Address[] {
    const found: Address[] = [];
    for (const token of this.sharesIn(logs)) {
      if (this.#decoders.has(token)) continue;
      this.#decoders.set(token, shareTokenDecoders);
      found.push(token);
    }
    return found;
  }
}
