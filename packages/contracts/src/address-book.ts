import { Address } from '@atoll/schemas/ids';
import { z } from 'zod';

/** Every contract of a deployment, in the order in which they are created. */
export const contractNames = [
  'token',
  'timelock',
  'governor',
  'relay',
  'assetRegistry',
  'accessPass',
  'providerRegistry',
  'disputes',
  'ratings',
  'revenueShares',
  'channels',
  'bounties',
  'rewards',
  'jobs',
] as const;
export type ContractName = (typeof contractNames)[number];

/**
 * Where Atoll lives on one chain, as `deployments/<chainId>.json` holds it.
 *
 * `startBlock` is the block of the first contract: no event of Atoll is older. Addresses are lower-cased after parsing.
 *
 * @example
 * { "chainId": 31337, "startBlock": 1, "contracts": { "token": "0x…", "timelock": "0x…", …, "jobs": "0x…" },
 *   "governance": "0x…", "treasury": "0x…", "arbiter": "0x…", "tokens": [{ "address": "0x…", "symbol": "tUSD", "decimals": 6 }] }
 */
export const AddressBook = z.object({
  chainId: z.number().int().positive(),
  startBlock: z.number().int().nonnegative(),
  contracts: z.object({
    token: Address,
    timelock: Address,
    governor: Address,
    relay: Address,
    assetRegistry: Address,
    accessPass: Address,
    providerRegistry: Address,
    disputes: Address,
    ratings: Address,
    revenueShares: Address,
    channels: Address,
    bounties: Address,
    rewards: Address,
    jobs: Address,
  } satisfies Record<ContractName, typeof Address>),
  /** Owner of the parameters: the timelock, but where a test put another account in its place. */
  governance: Address,
  /** Who is credited the fees. */
  treasury: Address,
  /** Who rules disputes. */
  arbiter: Address,
  tokens: z.array(
    z.object({ address: Address, symbol: z.string(), decimals: z.number().int().min(0).max(255) }),
  ),
});
export type AddressBook = z.infer<typeof AddressBook>;
