-- Approvals of one version of one algorithm asset. runs_granted is null where unlimited.
create table approvals (
  dataset numeric(78,0) not null,
  algorithm numeric(78,0) not null,
  algorithm_digest bytea not null,
  owner_epoch integer not null,
  revoked boolean not null,
  expires_at bigint not null,
  runs_granted bigint,
  approved_block bigint not null,
  approved_log bigint not null,
  primary key (dataset, algorithm, algorithm_digest, owner_epoch)
);

-- Terms as they stood from an event on: the history of a price.
create table asset_terms (
  block_number bigint not null,
  log_index bigint not null,
  asset_id numeric(78,0) not null,
  token bytea not null,
  price numeric(78,0) not null,
  provider bytea not null,
  beneficiary bytea not null,
  derivative_royalty integer not null,
  resale_royalty integer not null,
  review_window bigint not null,
  changed_at bigint not null
);

create table asset_versions (
  block_number bigint not null,
  log_index bigint not null,
  asset_id numeric(78,0) not null,
  version integer not null,
  metadata_digest bytea not null,
  commitment bytea not null,
  published_at bigint not null
);

-- State of each asset. next_derivative_royalty counts from derivative_royalty_from on, derivative_royalty until then; both null where the
-- last change counted at once. beneficiary is the shares' token while it is locked, zero where the owner is paid.
create table assets (
  asset_id numeric(78,0) primary key,
  kind text not null,
  state text not null,
  owner bytea not null,
  owner_epoch integer not null,
  version integer not null,
  metadata_digest bytea not null,
  commitment bytea not null,
  token bytea not null,
  price numeric(78,0) not null,
  provider bytea not null,
  beneficiary bytea not null,
  beneficiary_locked boolean not null,
  derivative_royalty integer not null,
  next_derivative_royalty integer,
  derivative_royalty_from bigint,
  resale_royalty integer not null,
  review_window bigint not null,
  is_public boolean not null,
  published_at bigint not null,
  published_block bigint not null,
  published_log bigint not null
);

-- Assets that are made of an output of a run.
create table derivations (
  block_number bigint not null,
  log_index bigint not null,
  asset_id numeric(78,0) not null,
  job_id bytea not null,
  output_digest bytea not null,
  derived_at bigint not null
);

-- What a derived asset owes its ancestors: one row for each. rate in basis points.
create table lineage (
  block_number bigint not null,
  log_index bigint not null,
  position integer not null,
  asset_id numeric(78,0) not null,
  ancestor_id numeric(78,0) not null,
  rate integer not null,
  job_id bytea not null,
  output_digest bytea not null,
  derived_at bigint not null
);

-- Changes of hands, mint left out; owner_epoch is the one that the transfer began.
create table ownership_transfers (
  block_number bigint not null,
  log_index bigint not null,
  asset_id numeric(78,0) not null,
  sender bytea not null,
  receiver bytea not null,
  owner_epoch integer not null,
  transferred_at bigint not null
);

create table pass_holders (
  pass_id numeric(78,0) not null,
  holder bytea not null,
  units numeric(78,0) not null,
  primary key (pass_id, holder)
);

-- Series of passes of an asset; pass_id is the ERC-1155 id. Units are sums over its life.
create table pass_series (
  pass_id numeric(78,0) primary key,
  asset_id numeric(78,0) not null,
  series bigint not null,
  token bytea not null,
  price numeric(78,0) not null,
  expires_at bigint not null,
  supply bigint not null,
  transferable boolean not null,
  closed boolean not null,
  sold bigint not null,
  given bigint not null,
  refunded bigint not null,
  redeemed bigint not null,
  restored bigint not null,
  opened_block bigint not null,
  opened_log bigint not null
);

-- Passes sold, given, refunded, redeemed by an order, restored by its end. amount is their price; nothing for gifts.
create table pass_trades (
  block_number bigint not null,
  log_index bigint not null,
  asset_id numeric(78,0) not null,
  series bigint not null,
  kind text not null,
  account bytea not null,
  units bigint not null,
  amount numeric(78,0) not null,
  traded_at bigint not null
);

-- Approvals of all that a publisher made, for datasets marked public.
create table publisher_approvals (
  dataset numeric(78,0) not null,
  publisher bytea not null,
  owner_epoch integer not null,
  revoked boolean not null,
  expires_at bigint not null,
  runs_granted bigint,
  approved_block bigint not null,
  approved_log bigint not null,
  primary key (dataset, publisher, owner_epoch)
);

create table collateral (
  provider bytea not null,
  token bytea not null,
  bonded numeric(78,0) not null,
  unbonding numeric(78,0) not null,
  frozen numeric(78,0) not null,
  slashed numeric(78,0) not null,
  primary key (provider, token)
);

-- Everything that moved a provider's stake. available_at is told of what is being unbonded.
create table collateral_moves (
  block_number bigint not null,
  log_index bigint not null,
  provider bytea not null,
  token bytea not null,
  kind text not null,
  amount numeric(78,0) not null,
  job_id bytea,
  available_at bigint,
  moved_at bigint not null
);

-- Disputes. slashed, bond_forfeited are null before a ruling, to_buyer and to_treasury before what was slashed is paid out.
create table disputes (
  job_id bytea primary key,
  state text not null,
  buyer bytea not null,
  provider bytea not null,
  token bytea not null,
  bond numeric(78,0) not null,
  frozen numeric(78,0) not null,
  arbiter bytea not null,
  rule_by bigint not null,
  evidence bytea not null,
  answered_by bytea,
  answer bytea,
  answered_at bigint,
  slashed numeric(78,0),
  bond_forfeited boolean,
  to_buyer numeric(78,0),
  to_treasury numeric(78,0),
  opened_at bigint not null,
  opened_block bigint not null,
  opened_log bigint not null,
  closed_at bigint,
  paid_at bigint
);

-- Every answer to a dispute.
create table dispute_answers (
  block_number bigint not null,
  log_index bigint not null,
  job_id bytea not null,
  answered_by bytea not null,
  evidence bytea not null,
  answered_at bigint not null
);

-- What an environment was offered for, from an event on: the history of its base price.
create table environment_offers (
  block_number bigint not null,
  log_index bigint not null,
  provider bytea not null,
  environment bytea not null,
  resources_digest bytea not null,
  token bytea not null,
  price_per_second numeric(78,0) not null,
  slots integer not null,
  active boolean not null,
  offered_at bigint not null
);

-- load is how busy the environment was as of load_at (libraries/Load.sol); the ceiling of its price follows from it and the curve.
create table environments (
  provider bytea not null,
  environment bytea not null,
  resources_digest bytea not null,
  token bytea not null,
  price_per_second numeric(78,0) not null,
  slots integer not null,
  active boolean not null,
  next_slots integer not null,
  slots_from bigint not null,
  load numeric(78,0) not null,
  load_at bigint not null,
  set_block bigint not null,
  set_log bigint not null,
  primary key (provider, environment)
);

create table providers (
  provider bytea primary key,
  operator bytea not null,
  payout bytea not null,
  endpoint text not null,
  draining boolean not null,
  registered_at bigint not null,
  registered_block bigint not null,
  registered_log bigint not null
);

-- Ratings of paid runs, with what weighs them: token and end of the job. counted is false for those by the provider's own accounts.
create table ratings (
  block_number bigint not null,
  log_index bigint not null,
  job_id bytea not null,
  provider bytea not null,
  buyer bytea not null,
  token bytea not null,
  score integer not null,
  paid numeric(78,0) not null,
  comment_digest bytea not null,
  counted boolean not null,
  job_ended_at bigint not null,
  rated_at bigint not null
);

-- What each buyer's ratings of a provider weigh, all of them, at the as_of of the provider's row in reputations. scored is the sum of
-- weights times thousandths of their scores.
create table raters (
  token bytea not null,
  provider bytea not null,
  buyer bytea not null,
  weight numeric(78,0) not null,
  scored numeric(78,0) not null,
  ratings bigint not null,
  primary key (token, provider, buyer)
);

-- Scores of providers in a token as of the end of the day (UTC) of their last rating, made from ratings alone. scored is the sum of
-- what was counted times thousandths of its score.
create table reputations (
  token bytea not null,
  provider bytea not null,
  score integer not null,
  weight numeric(78,0) not null,
  scored numeric(78,0) not null,
  buyers bigint not null,
  ratings bigint not null,
  as_of bigint not null,
  primary key (token, provider)
);

-- Credit of accounts in the escrow's ledger: credited - withdrawn - spent is what stands.
create table balances (
  token bytea not null,
  account bytea not null,
  credited numeric(78,0) not null,
  withdrawn numeric(78,0) not null,
  spent numeric(78,0) not null,
  primary key (token, account)
);

-- Credit that moved outside of jobs. counterparty is the other account of a transfer, or where a withdrawal went.
create table credit_moves (
  block_number bigint not null,
  log_index bigint not null,
  kind text not null,
  account bytea not null,
  counterparty bytea not null,
  token bytea not null,
  amount numeric(78,0) not null,
  moved_at bigint not null
);

-- Total: what an account was paid for an asset in a role on a day (UTC, days since 1970). Refunds are no earnings.
create table earnings (
  account bytea not null,
  token bytea not null,
  asset_id numeric(78,0) not null,
  role text not null,
  day integer not null,
  amount numeric(78,0) not null,
  payments bigint not null,
  primary key (account, token, asset_id, role, day)
);

-- The datasets of each order, in the order's own sequence.
create table job_datasets (
  block_number bigint not null,
  log_index bigint not null,
  position integer not null,
  dataset numeric(78,0) not null,
  job_id bytea not null
);

-- Orders and how they ended. The order's whole body is decoded from its log where somebody asks for it.
create table jobs (
  job_id bytea primary key,
  state text not null,
  outcome text,
  buyer bytea not null,
  provider bytea not null,
  environment bytea not null,
  token bytea not null,
  maximum numeric(78,0) not null,
  algorithm numeric(78,0) not null,
  datasets numeric(78,0)[] not null,
  price_per_second numeric(78,0) not null,
  max_seconds bigint not null,
  run_by bigint not null,
  review_by bigint not null,
  settle_by bigint not null,
  compute_seconds bigint,
  paid numeric(78,0) not null,
  own_order boolean not null,
  result_digest bytea,
  statement_digest bytea,
  ordered_at bigint not null,
  ordered_in bytea not null,
  ordered_block bigint not null,
  ordered_log bigint not null,
  reported_seconds bigint,
  reported_at bigint,
  reported_block bigint,
  reported_log bigint,
  ended_at bigint,
  ended_in bytea,
  ended_block bigint,
  ended_log bigint
);

-- Every state that a job came to, with the place of the event that told it. A table of its own would cost a tenth of the backfill.
create view job_states as
  select ordered_block as block_number, ordered_log as log_index, job_id, token, 'open' as state, null as outcome,
    null::bigint as compute_seconds, ordered_at as reached_at
  from jobs
  union all
  select reported_block, reported_log, job_id, token, 'reported', null, reported_seconds, reported_at
  from jobs where reported_block is not null
  union all
  select ended_block, ended_log, job_id, token, 'ended', outcome, compute_seconds, ended_at
  from jobs where ended_block is not null;

-- Total: what the market did in a token on a day.
create table market_days (
  day integer not null,
  token bytea not null,
  orders bigint not null,
  released bigint not null,
  withheld bigint not null,
  failed bigint not null,
  refunded bigint not null,
  compute_seconds numeric(78,0) not null,
  volume numeric(78,0) not null,
  fees numeric(78,0) not null,
  primary key (day, token)
);

-- Total: the same of one asset, as dataset or algorithm. earned is what was paid for it.
create table asset_days (
  asset_id numeric(78,0) not null,
  token bytea not null,
  day integer not null,
  orders bigint not null,
  released bigint not null,
  withheld bigint not null,
  failed bigint not null,
  refunded bigint not null,
  earned numeric(78,0) not null,
  primary key (asset_id, token, day)
);

-- Total: the same of one provider. earned is what was paid for compute.
create table provider_days (
  provider bytea not null,
  token bytea not null,
  day integer not null,
  orders bigint not null,
  released bigint not null,
  withheld bigint not null,
  failed bigint not null,
  refunded bigint not null,
  compute_seconds numeric(78,0) not null,
  earned numeric(78,0) not null,
  primary key (provider, token, day)
);

-- Credits in the order in which the chain made them; position counts within the log.
create table payments (
  block_number bigint not null,
  log_index bigint not null,
  position integer not null,
  job_id bytea not null,
  token bytea not null,
  role text not null,
  account bytea not null,
  asset_id numeric(78,0) not null,
  amount numeric(78,0) not null,
  paid_at bigint not null
);

-- Bounties. pot is the contributions not taken back yet, rest what of them was neither awarded nor taken back.
create table bounties (
  bounty_id bytea primary key,
  state text not null,
  kind text not null,
  funder bytea not null,
  judge bytea not null,
  token bytea not null,
  specification bytea not null,
  submit_until bigint not null,
  decide_until bigint not null,
  pot numeric(78,0) not null,
  rest numeric(78,0) not null,
  awarded numeric(78,0) not null,
  reclaimed numeric(78,0) not null,
  submissions bigint not null,
  pending bigint not null,
  opened_at bigint not null,
  opened_block bigint not null,
  opened_log bigint not null
);

-- standing is what of the contributions still waits for its part of the rest.
create table bounty_funders (
  bounty_id bytea not null,
  funder bytea not null,
  contributed numeric(78,0) not null,
  standing numeric(78,0) not null,
  reclaimed numeric(78,0) not null,
  primary key (bounty_id, funder)
);

create table bounty_submissions (
  bounty_id bytea not null,
  submission bigint not null,
  submitter bytea not null,
  asset_id numeric(78,0) not null,
  digest bytea not null,
  rejected boolean not null,
  awarded numeric(78,0) not null,
  submitted_at bigint not null,
  submitted_block bigint not null,
  submitted_log bigint not null,
  primary key (bounty_id, submission)
);

-- Payment channels. redeemed is what vouchers took of the deposit, fees included.
create table channels (
  channel_id bytea primary key,
  state text not null,
  payer bytea not null,
  payee bytea not null,
  token bytea not null,
  signer bytea not null,
  deposit numeric(78,0) not null,
  redeemed numeric(78,0) not null,
  paid numeric(78,0) not null,
  fees numeric(78,0) not null,
  refunded numeric(78,0) not null,
  close_delay bigint not null,
  fee_rate integer not null,
  closes_at bigint,
  opened_at bigint not null,
  opened_block bigint not null,
  opened_log bigint not null
);

-- Dividends as they were claimed.
create table dividends (
  block_number bigint not null,
  log_index bigint not null,
  share_token bytea not null,
  account bytea not null,
  token bytea not null,
  amount numeric(78,0) not null,
  claimed_at bigint not null
);

-- Vouchers as they were redeemed.
create table redemptions (
  block_number bigint not null,
  log_index bigint not null,
  channel_id bytea not null,
  cumulative numeric(78,0) not null,
  paid numeric(78,0) not null,
  fee numeric(78,0) not null,
  redeemed_at bigint not null
);

create table reward_claims (
  block_number bigint not null,
  log_index bigint not null,
  epoch numeric(78,0) not null,
  account bytea not null,
  amount numeric(78,0) not null,
  claimed_at bigint not null
);

-- Epochs of rewards. A vetoed number can be proposed again, which replaces the row. fund is what no other epoch could take of the
-- contract's credit when this one was proposed.
create table reward_epochs (
  epoch numeric(78,0) primary key,
  state text not null,
  token bytea not null,
  root bytea not null,
  total numeric(78,0) not null,
  fund numeric(78,0) not null,
  claimed numeric(78,0) not null,
  swept numeric(78,0) not null,
  data_digest bytea not null,
  claimable_from bigint not null,
  proposed_at bigint not null,
  proposed_block bigint not null,
  proposed_log bigint not null
);

-- What proposed epochs may still take of the rewards' credit in a token.
create table reward_funds (
  token bytea primary key,
  committed numeric(78,0) not null
);

-- debts is what is taken off an account's shares times the income of a share, by the places of share_tokens.tokens, in 1/1e27 of a
-- smallest unit: what came in before it held them, and what it was paid. It can be negative.
create table share_holders (
  share_token bytea not null,
  account bytea not null,
  shares numeric(78,0) not null,
  debts numeric(78,0)[] not null,
  primary key (share_token, account)
);

-- Tokens whose income shares divide, or their heir takes.
create table share_payment_tokens (
  block_number bigint not null,
  log_index bigint not null,
  share_token bytea not null,
  token bytea not null,
  added_at bigint not null
);

-- Shares in the income of an asset; share_token is their ERC-20. tokens are those whose income the shares divide; ended is what had come
-- in of each when they were dissolved, and is empty while they stand.
create table share_tokens (
  share_token bytea primary key,
  asset_id numeric(78,0) not null,
  name text not null,
  symbol text not null,
  supply numeric(78,0) not null,
  tokens bytea[] not null,
  ended numeric(78,0)[] not null,
  heir bytea,
  released boolean not null,
  created_block bigint not null,
  created_log bigint not null
);

create table parameter_changes (
  block_number bigint not null,
  log_index bigint not null,
  contract text not null,
  name text not null,
  subject text not null,
  value jsonb not null,
  changed_at bigint not null
);

-- What governance decides, as it stands: one row for each parameter, roles and accepted tokens among them.
create table parameters (
  contract text not null,
  name text not null,
  subject text not null,
  value jsonb not null,
  changed_at bigint not null,
  changed_block bigint not null,
  changed_log bigint not null,
  primary key (contract, name, subject)
);

-- Proposals. Whether one waits for votes, runs or has lost follows from the votes, the quorum and the block time. queued_block and
-- queued_log are the place of the event that queued it, just behind the calls that the timelock took over; operation is the id of these
-- calls, also before, and null where the description's bytes are no text.
create table proposals (
  proposal_id numeric(78,0) primary key,
  state text not null,
  proposer bytea not null,
  targets bytea[] not null,
  "values" numeric(78,0)[] not null,
  calldatas bytea[] not null,
  description text not null,
  operation bytea,
  vote_start bigint not null,
  vote_end bigint not null,
  votes_for numeric(78,0) not null,
  votes_against numeric(78,0) not null,
  votes_abstain numeric(78,0) not null,
  extended boolean not null,
  eta bigint,
  queued_block bigint,
  queued_log bigint,
  closed_at bigint,
  created_at bigint not null,
  created_block bigint not null,
  created_log bigint not null
);

-- Signed acts that somebody carried out for an account, or that the account took back.
create table signed_acts (
  block_number bigint not null,
  log_index bigint not null,
  digest bytea not null,
  account bytea not null,
  relayer bytea,
  fee_token bytea,
  fee numeric(78,0) not null,
  done_at bigint not null
);

-- Calls as the timelock took them over.
create table timelock_calls (
  block_number bigint not null,
  log_index bigint not null,
  operation bytea not null,
  "index" integer not null,
  target bytea not null,
  value numeric(78,0) not null,
  data bytea not null,
  scheduled_at bigint not null
);

-- Operations of the timelock as they stand; one that was cancelled can be scheduled again, which replaces the row.
create table timelock_operations (
  operation bytea primary key,
  state text not null,
  predecessor bytea not null,
  calls integer not null,
  executable_from bigint not null,
  scheduled_at bigint not null,
  scheduled_block bigint not null,
  scheduled_log bigint not null,
  closed_at bigint
);

-- What a row was before a block above finality changed it first; before is null where there was none.
create table undo (
  block_number bigint not null,
  table_name text not null,
  key text not null,
  row_key jsonb not null,
  before jsonb,
  primary key (block_number, table_name, key)
);

-- Holders of the governance token and those who vote for them. votes is what was delegated to the account.
create table voters (
  account bytea primary key,
  balance numeric(78,0) not null,
  delegate bytea,
  votes numeric(78,0) not null
);

create table votes (
  block_number bigint not null,
  log_index bigint not null,
  proposal_id numeric(78,0) not null,
  voter bytea not null,
  support text not null,
  weight numeric(78,0) not null,
  reason text not null,
  voted_at bigint not null
);
