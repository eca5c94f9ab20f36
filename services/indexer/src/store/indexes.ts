/** Secondary indexes of the mirror, built when the backfill has reached the head; `if not exists`, so that later ones are added at a start. */
export const indexes: readonly string[] = [
  'create index if not exists jobs_by_order on jobs (ordered_block desc, ordered_log desc)',
  'create index if not exists payments_by_job on payments (job_id)',
  'create index if not exists ratings_by_provider on ratings (provider, token, block_number)',
  // What a release rate sums.
  'create index if not exists jobs_by_provider on jobs (provider, token) include (outcome, maximum, ended_at, ended_block)',
  'create index if not exists reputations_by_score on reputations (token, score desc, provider)',
  'create index if not exists votes_by_proposal on votes (proposal_id)',
  'create index if not exists votes_by_voter on votes (voter)',
  'create index if not exists parameter_changes_by_name on parameter_changes (contract, name, subject, block_number desc, log_index desc)',
  'create index if not exists disputes_by_opening on disputes (opened_block desc, opened_log desc)',
  'create index if not exists jobs_by_report on jobs (reported_block, reported_log) where reported_block is not null',
  'create index if not exists jobs_by_end on jobs (ended_block, ended_log) where ended_block is not null',
  // What an epoch of rewards is recomputed from.
  "create index if not exists jobs_by_release on jobs (token, ended_at) where outcome = 'released'",
  // What the shares that an account holds have earned.
  'create index if not exists share_holders_by_account on share_holders (account)',
  'create index if not exists balances_by_account on balances (account)',
];
