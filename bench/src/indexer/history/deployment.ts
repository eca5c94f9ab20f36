import type { AddressBook } from '@atoll/contracts/address-book';
import type { Address } from '@atoll/schemas/ids';

const numbered = (prefix: string, number: number): Address =>
  `0x${prefix}${number.toString(16).padStart(40 - prefix.length, '0')}`;

const contract = (number: number): Address => numbered('a7011', number);

/** Time of the first block, in seconds: 1 January 2026. Fixed, so that a history is the same on every day. */
export const genesisTime = 1_767_225_600;

export const paymentTokens = [numbered('70ce', 1), numbered('70ce', 2)] as const;

/** The deployment that a history speaks of; each address of it gets the code of an emitter. */
export const deployment: AddressBook = {
  chainId: 31_337,
  startBlock: 1,
  contracts: {
    token: contract(1),
    timelock: contract(2),
    governor: contract(3),
    relay: contract(4),
    assetRegistry: contract(5),
    accessPass: contract(6),
    providerRegistry: contract(7),
    disputes: contract(8),
    ratings: contract(9),
    revenueShares: contract(10),
    channels: contract(11),
    bounties: contract(12),
    rewards: contract(13),
    jobs: contract(14),
  },
  governance: contract(2),
  treasury: numbered('7ea', 1),
  arbiter: numbered('a5b', 1),
  tokens: [
    { address: paymentTokens[0], symbol: 'tUSD', decimals: 6 },
    { address: paymentTokens[1], symbol: 'tEUR', decimals: 6 },
  ],
};

export const { contracts } = deployment;

/** Tokens of revenue shares, made by the market itself and no part of the address book. */
export const shareToken = (number: number): Address => numbered('5a4e', number);
