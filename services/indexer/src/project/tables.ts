import * as assets from '../store/tables/assets.ts';
import * as governance from '../store/tables/governance.ts';
import * as income from '../store/tables/income.ts';
import * as jobs from '../store/tables/jobs.ts';
import * as providers from '../store/tables/providers.ts';

const { undo: _undo, ...governed } = governance;
const { earnings, market_days, asset_days, provider_days, ...jobTables } = jobs;

/** Keyed rows that events change; loaded before a batch is folded, undone by what they were. */
export const states = {
  assets: assets.assets,
  approvals: assets.approvals,
  publisher_approvals: assets.publisher_approvals,
  pass_series: assets.pass_series,
  pass_holders: assets.pass_holders,
  providers: providers.providers,
  environments: providers.environments,
  collateral: providers.collateral,
  disputes: providers.disputes,
  jobs: jobTables.jobs,
  balances: jobTables.balances,
  share_tokens: income.share_tokens,
  share_holders: income.share_holders,
  channels: income.channels,
  bounties: income.bounties,
  bounty_funders: income.bounty_funders,
  bounty_submissions: income.bounty_submissions,
  reward_epochs: income.reward_epochs,
  reward_funds: income.reward_funds,
  proposals: governed.proposals,
  voters: governed.voters,
  parameters: governed.parameters,
  timelock_operations: governed.timelock_operations,
} as const;

/** Rows that an event adds and nothing changes; undone by their block. */
export const facts = {
  asset_versions: assets.asset_versions,
  asset_terms: assets.asset_terms,
  ownership_transfers: assets.ownership_transfers,
  derivations: assets.derivations,
  lineage: assets.lineage,
  pass_trades: assets.pass_trades,
  environment_offers: providers.environment_offers,
  collateral_moves: providers.collateral_moves,
  ratings: providers.ratings,
  dispute_answers: providers.dispute_answers,
  job_datasets: jobTables.job_datasets,
  payments: jobTables.payments,
  credit_moves: jobTables.credit_moves,
  share_payment_tokens: income.share_payment_tokens,
  dividends: income.dividends,
  redemptions: income.redemptions,
  reward_claims: income.reward_claims,
  votes: governed.votes,
  parameter_changes: governed.parameter_changes,
  timelock_calls: governed.timelock_calls,
  signed_acts: governed.signed_acts,
} as const;

/** Sums over facts, made by Postgres (`store/totals.ts`). */
export const totals = { earnings, market_days, asset_days, provider_days } as const;

/** Made from facts alone, whole rows at a time (`store/reputations.ts`). */
export const derived = { raters: providers.raters, reputations: providers.reputations } as const;

export type StateName = keyof typeof states;
export type FactName = keyof typeof facts;
export type StateRow<Name extends StateName> = (typeof states)[Name]['$inferSelect'];
export type FactRow<Name extends FactName> = (typeof facts)[Name]['$inferSelect'];

/** What tells the rows of a state apart. */
export const keys = {
  assets: ['asset_id'],
  approvals: ['dataset', 'algorithm', 'algorithm_digest', 'owner_epoch'],
  publisher_approvals: ['dataset', 'publisher', 'owner_epoch'],
  pass_series: ['pass_id'],
  pass_holders: ['pass_id', 'holder'],
  providers: ['provider'],
  environments: ['provider', 'environment'],
  collateral: ['provider', 'token'],
  disputes: ['job_id'],
  jobs: ['job_id'],
  balances: ['token', 'account'],
  share_tokens: ['share_token'],
  share_holders: ['share_token', 'account'],
  channels: ['channel_id'],
  bounties: ['bounty_id'],
  bounty_funders: ['bounty_id', 'funder'],
  bounty_submissions: ['bounty_id', 'submission'],
  reward_epochs: ['epoch'],
  reward_funds: ['token'],
  proposals: ['proposal_id'],
  voters: ['account'],
  parameters: ['contract', 'name', 'subject'],
  timelock_operations: ['operation'],
} as const satisfies { [Name in StateName]: readonly (keyof StateRow<Name>)[] };

export type Key<Name extends StateName> = Pick<
  StateRow<Name>,
  Extract<(typeof keys)[Name][number], keyof StateRow<Name>>
>;

/**
 * `Object.keys` of a literal, in its order.
 * Guarantee: only called with the literals above, which have exactly these keys.
 */
const namesOf = <Name extends string>(tables: Record<Name, unknown>) => Object.keys(tables) as Name[];

export const stateNames: readonly StateName[] = namesOf(states);
export const factNames: readonly FactName[] = namesOf(facts);

/** The key of a row as text, unique within its table: no part of a key but the last holds a blank. */
export function keyTextOf(table: StateName, row: Readonly<Record<string, unknown>>): string {
  const [first, second, third]: readonly string[] = keys[table];
  const text = String(row[first ?? '']);
  if (second === undefined) return text;
  if (third === undefined) return `${text} ${String(row[second])}`;
  return `${text} ${String(row[second])} ${String(row[third])}`;
}
