import { type Address, zeroAddress } from 'viem';
import type { ContractName } from './address-book.ts';

/** What a deployment is built with, beside the addresses of its own contracts. */
export interface Constitution {
  /** Owner of the parameters. */
  readonly governance: Address;
  readonly treasury: Address;
  readonly arbiter: Address;
  /** Who is minted the whole supply of the token. */
  readonly tokenHolder: Address;
  /** Tokens that are accepted for payment from the start. */
  readonly tokens: readonly Address[];
  /** Basis points. */
  readonly feeRate: number;
  /** Seconds. */
  readonly disputeWindow: number;
  readonly timelockDelay: number;
  readonly voting: VotingTerms;
}

/** How votes are held; see `types/Governance.sol`. Seconds, the token's smallest unit, per cent. */
export interface VotingTerms {
  readonly votingDelay: number;
  readonly votingPeriod: number;
  readonly proposalThreshold: bigint;
  readonly quorumPercent: bigint;
  readonly lateQuorumExtension: number;
}

/** What a public deployment takes: a day to the vote, five to vote, 0.1 % of the supply to propose, 4 % to decide. */
export const publicVoting: VotingTerms = {
  votingDelay: 86_400,
  votingPeriod: 5 * 86_400,
  proposalThreshold: 10n ** 24n,
  quorumPercent: 4n,
  lateQuorumExtension: 2 * 86_400,
};

/** The arguments of every constructor: each contract is told of those that are created after it by the address that they will have. */
export function creations(
  at: Readonly<Record<ContractName, Address>>,
  input: Constitution,
): Readonly<Record<ContractName, readonly unknown[]>> {
  const { jobs, relay } = at;
  const { governance, treasury, arbiter, feeRate, disputeWindow, tokens } = input;
  return {
    token: [input.tokenHolder],
    // who may propose is named at once, and nobody administers roles but the timelock itself
    timelock: [BigInt(input.timelockDelay), [at.governor], [zeroAddress], zeroAddress],
    governor: [at.token, at.timelock, input.voting],
    relay: [jobs],
    assetRegistry: [jobs, relay, at.revenueShares],
    accessPass: [jobs, at.assetRegistry, relay],
    providerRegistry: [jobs, at.disputes, governance],
    disputes: [jobs, at.providerRegistry, relay, governance, arbiter],
    ratings: [jobs, relay],
    revenueShares: [jobs, at.assetRegistry, relay],
    channels: [jobs, relay],
    bounties: [jobs, relay],
    rewards: [jobs, relay, governance],
    jobs: [
      {
        assets: at.assetRegistry,
        providers: at.providerRegistry,
        passes: at.accessPass,
        relay,
        governance,
        treasury,
        feeRate,
        disputeWindow,
        tokens,
      },
    ],
  };
}
