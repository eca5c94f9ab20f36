import { z } from 'zod';
import { ChangeKind } from './change.ts';
import { Address, Amount, Bytes32 } from './ids.ts';
import { AssetReference } from './indexer/values.ts';

/** Most values of one part of a filter of changes. */
export const mostWanted = 50;

const anyOf = <T extends z.ZodType>(value: T, about: string) =>
  z.array(value).min(1).max(mostWanted).optional().describe(about);

/**
 * Which changes are told: of each part that is given a change has to have any of the values. `reorg` is always told. What it does not
 * know is refused: a part that is misspelt would let everything through.
 */
export const ChangeFilter = z.strictObject({
  kinds: anyOf(ChangeKind, 'what changes are about'),
  asset: anyOf(AssetReference, 'assets by token id or CAIP-19 id'),
  job: anyOf(Bytes32, 'jobs, with their disputes, ratings and the collateral that they freeze'),
  account: anyOf(Address, 'anybody concerned: buyer, owner, payee, arbiter, voter and so on'),
  provider: anyOf(Address, 'providers, by their own changes and those of what they host'),
  token: anyOf(Address, 'ERC-20s: what is paid in or priced in, shares, the governance token'),
  channel: anyOf(Bytes32, 'payment channels'),
  bounty: anyOf(Bytes32, 'bounties'),
  proposal: anyOf(Amount, 'proposals of the governor, by id in decimal'),
});
export type ChangeFilter = z.infer<typeof ChangeFilter>;
