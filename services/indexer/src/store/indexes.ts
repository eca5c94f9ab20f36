import { facts as allFacts } from '../project/tables.ts';
import { logs } from './tables/read.ts';

/** Rows of facts about something, newest first: the value, then the place. */
const facts = (table: string, ...columns: string[]): string[] =>
  columns.map(
    (column) =>
      `create index if not exists ${table}_of_${column} on ${table} (${column}, block_number, log_index)`,
  );

/** Rows of states by the place that they are listed by, and of something, newest first. */
const placed = (table: string, place: string, ...columns: string[]): string[] => [
  `create index if not exists ${table}_by_${place} on ${table} (${place}_block, ${place}_log)`,
  ...columns.map(
    (column) =>
      `create index if not exists ${table}_of_${column} on ${table} (${column}, ${place}_block, ${place}_log)`,
  ),
];

/** Rows in the order of columns that are no place. */
const sorted = (table: string, ...columns: string[]): string =>
  `create index if not exists ${table}_by_${columns[0] ?? ''} on ${table} (${columns.join(', ')})`;

/**
 * What tells the rows of a fact apart, and logs: the place of the event, and the position where one brings several. No key of the table,
 * so that a backfill, which brings them in their order and once by its cursor, need not look each up: built by one sort of what is sorted
 * already, where adding each row to it took a third of what Postgres did.
 */
const keysOfFacts: readonly string[] = Object.entries({ logs, ...allFacts }).map(
  ([name, table]) =>
    `create unique index if not exists ${name}_by_place on ${name} (block_number, log_index${'position' in table ? ', position' : ''})`,
);

/** Tables that are made when the backfill ends, and their indexes after them. */
const madeLast = ['earnings', 'market_days', 'asset_days', 'provider_days', 'raters', 'reputations'];

/** The name of the index that a statement of `indexes` makes. */
export const nameOf = (index: string): string => / exists (\w+) on /.exec(index)?.[1] ?? '';

/** The table of a statement of `indexes`. */
export const tableOf = (index: string): string => / on (\w+) /.exec(index)?.[1] ?? '';

/**
 * Keys of facts and secondary indexes of the mirror, built when the backfill has reached the head; later ones at the next start.
 * Every listing has one for its order, and one for each filter that leaves few rows; what has few values (`kind`, `token`) is filtered
 * on the way.
 */
export const indexes: readonly string[] = [
  // Before all others: of two indexes that serve a question equally well Postgres takes the later one, and a filter's own is the better one.
  ...keysOfFacts,
  // Those that take longest come first: whoever builds several at once ends with small ones, and no core waits for another.
  // An order is followed by its id, the second topic of its events; who took part stands in the third.
  ...facts('logs', 'topic1', 'transaction_hash', 'event'),
  // A third of the logs has no second party.
  'create index if not exists logs_of_topic2 on logs (topic2, block_number, log_index) where topic2 is not null',
  ...facts('payments', 'job_id', 'account', 'asset_id'),
  ...placed('jobs', 'ordered', 'provider', 'environment', 'algorithm'),
  // A buyer's orders, also those at one provider: two indexes for that would be read whole and held against each other.
  sorted('jobs', 'buyer', 'ordered_block', 'ordered_log', 'provider'),
  // The newest orders are still under way: whoever asks for those that ended would pass them all, thousands of rows.
  sorted('jobs', 'state', 'ordered_block', 'ordered_log'),
  // How the rare ones ended.
  `create index if not exists jobs_ended_rarely on jobs (outcome, ordered_block, ordered_log) where outcome <> 'released'`,
  'create index if not exists jobs_by_report on jobs (reported_block, reported_log) where reported_block is not null',
  'create index if not exists jobs_by_end on jobs (ended_block, ended_log, job_id) where ended_block is not null',
  sorted('jobs', 'maximum', 'job_id'),
  // What an epoch of rewards is recomputed from.
  "create index if not exists jobs_by_release on jobs (token, ended_at) where outcome = 'released'",
  // What a release rate sums.
  'create index if not exists jobs_by_provider on jobs (provider, token) include (outcome, maximum, ended_at, ended_block)',
  ...facts('job_datasets', 'dataset', 'job_id'),
  sorted('balances', 'account', 'token'),
  'create index if not exists balances_by_balance on balances (token, (credited - withdrawn - spent), account)',
  ...facts('credit_moves', 'account', 'counterparty'),
  sorted('earnings', 'day', 'account', 'token', 'asset_id', 'role'),
  'create index if not exists earnings_by_asset on earnings (asset_id, day)',
  sorted('asset_days', 'day', 'asset_id', 'token'),
  sorted('provider_days', 'day', 'provider', 'token'),

  ...placed('assets', 'published', 'owner', 'provider'),
  sorted('assets', 'price', 'asset_id'),
  sorted('assets', 'metadata_digest'),
  ...facts('asset_versions', 'asset_id', 'metadata_digest', 'commitment'),
  ...facts('asset_terms', 'asset_id'),
  ...facts('ownership_transfers', 'asset_id', 'sender', 'receiver'),
  ...facts('lineage', 'asset_id', 'ancestor_id', 'job_id'),
  ...facts('derivations', 'asset_id', 'job_id'),
  ...placed('approvals', 'approved', 'algorithm', 'algorithm_digest'),
  ...placed('publisher_approvals', 'approved', 'publisher'),
  ...placed('pass_series', 'opened', 'asset_id'),
  sorted('pass_holders', 'holder', 'pass_id'),
  ...facts('pass_trades', 'asset_id', 'account'),

  ...placed('providers', 'registered', 'operator', 'payout'),
  ...placed('environments', 'set', 'provider'),
  sorted('environments', 'price_per_second', 'provider', 'environment'),
  ...facts('environment_offers', 'provider', 'environment'),
  sorted('collateral', 'bonded', 'provider', 'token'),
  ...facts('collateral_moves', 'provider', 'job_id'),
  'create index if not exists ratings_by_provider on ratings (provider, token, block_number)',
  ...facts('ratings', 'provider', 'buyer', 'job_id'),
  'create index if not exists reputations_by_score on reputations (token, score desc, provider)',
  ...placed('disputes', 'opened', 'provider', 'buyer', 'arbiter', 'job_id'),
  ...facts('dispute_answers', 'job_id', 'answered_by'),

  ...placed('share_tokens', 'created', 'asset_id'),
  sorted('share_holders', 'account', 'share_token'),
  sorted('share_holders', 'shares', 'share_token', 'account'),
  ...facts('share_payment_tokens', 'share_token'),
  ...facts('dividends', 'share_token', 'account'),
  ...placed('channels', 'opened', 'payer', 'payee'),
  ...facts('redemptions', 'channel_id'),
  ...placed('bounties', 'opened', 'funder', 'judge'),
  sorted('bounties', 'pot', 'bounty_id'),
  sorted('bounty_funders', 'funder', 'bounty_id'),
  ...placed('bounty_submissions', 'submitted', 'bounty_id', 'submitter', 'asset_id'),
  ...placed('reward_epochs', 'proposed'),
  ...facts('reward_claims', 'epoch', 'account'),

  ...placed('proposals', 'created', 'proposer', 'operation'),
  ...facts('votes', 'proposal_id', 'voter'),
  sorted('voters', 'votes', 'account'),
  sorted('voters', 'balance', 'account'),
  sorted('voters', 'delegate', 'votes', 'account'),
  'create index if not exists parameter_changes_by_name on parameter_changes (contract, name, subject, block_number desc, log_index desc)',
  ...placed('timelock_operations', 'scheduled'),
  ...facts('timelock_calls', 'operation', 'target'),
  ...facts('signed_acts', 'account', 'relayer', 'digest'),
];

/** Those of tables whose rows a backfill brings, and those of tables that are made from these. */
export const indexesOfRows: readonly string[] = indexes.filter((index) => !madeLast.includes(tableOf(index)));
export const indexesOfTotals: readonly string[] = indexes.filter((index) =>
  madeLast.includes(tableOf(index)),
);
