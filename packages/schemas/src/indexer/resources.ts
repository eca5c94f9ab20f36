import * as assets from './assets.ts';
import * as governance from './governance.ts';
import * as income from './income.ts';
import * as jobs from './jobs.ts';
import { logs } from './logs.ts';
import * as providers from './providers.ts';
import type { ItemOf, ListedOf, Shape, WordsFilter } from './shape.ts';
import { tokens } from './tokens.ts';

/** Everything that the indexer's API serves, by the name that clients use. */
export const resources = {
  assets: assets.assets,
  assetVersions: assets.assetVersions,
  assetTerms: assets.assetTerms,
  transfers: assets.transfers,
  derivations: assets.derivations,
  lineage: assets.lineage,
  approvals: assets.approvals,
  publisherApprovals: assets.publisherApprovals,
  passSeries: assets.passSeries,
  passHolders: assets.passHolders,
  passTrades: assets.passTrades,
  documents: assets.documents,
  providers: providers.providers,
  environments: providers.environments,
  environmentOffers: providers.environmentOffers,
  collateral: providers.collateral,
  collateralMoves: providers.collateralMoves,
  ratings: providers.ratings,
  disputes: providers.disputes,
  disputeAnswers: providers.disputeAnswers,
  jobs: jobs.jobs,
  jobStates: jobs.jobStates,
  jobDatasets: jobs.jobDatasets,
  payments: jobs.payments,
  balances: jobs.balances,
  creditMoves: jobs.creditMoves,
  earnings: jobs.earnings,
  marketDays: jobs.marketDays,
  assetDays: jobs.assetDays,
  providerDays: jobs.providerDays,
  shareTokens: income.shareTokens,
  shareHolders: income.shareHolders,
  sharePaymentTokens: income.sharePaymentTokens,
  dividends: income.dividends,
  channels: income.channels,
  redemptions: income.redemptions,
  bounties: income.bounties,
  bountyFunders: income.bountyFunders,
  bountySubmissions: income.bountySubmissions,
  rewardEpochs: income.rewardEpochs,
  rewardClaims: income.rewardClaims,
  proposals: governance.proposals,
  votes: governance.votes,
  voters: governance.voters,
  parameters: governance.parameters,
  parameterChanges: governance.parameterChanges,
  timelockOperations: governance.timelockOperations,
  timelockCalls: governance.timelockCalls,
  signedActs: governance.signedActs,
  logs,
  tokens,
} as const satisfies Readonly<Record<string, Shape>>;

export type Resources = typeof resources;
export type ResourceName = keyof Resources;
/** A single item of a resource. */
export type Item<Name extends ResourceName> = ItemOf<Resources[Name]>;
/** An item as listings bring it, with the heavy fields that were included. */
export type Listed<Name extends ResourceName, Include extends string = never> = ListedOf<
  Resources[Name],
  Include
>;
/** What a resource can be sorted by; a leading minus turns the order round: `-` is newest or largest first. */
export type SortOf<Name extends ResourceName> = Resources[Name]['sorts'][number];
/** What a search of a resource can be ranked by, best first: with a leading minus alone. */
export type RankingOf<Name extends ResourceName> = {
  [K in keyof Resources[Name]['filters']]: Resources[Name]['filters'][K] extends WordsFilter<infer Ranking>
    ? Ranking
    : never;
}[keyof Resources[Name]['filters']];
