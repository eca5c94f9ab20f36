-- The mirror of one deployment. Every table but documents, changes and mirror is a function of the chain up to the cursor.
-- Addresses, digests and hashes are lower-case 0x text; money and token ids numeric(78,0); times seconds of the block.

-- Which deployment this database mirrors, and whether the backfill reached the head once.
create table mirror (
  id smallint primary key default 1 check (id = 1),
  chain_id bigint not null,
  asset_registry text not null,
  provider_registry text not null,
  jobs text not null,
  start_block bigint not null,
  finalized bigint not null default 0,
  caught_up boolean not null default false
);

-- The last block whose rows are committed. Every batch proves itself against it, so two writers cannot interleave.
create table cursor (
  id smallint primary key default 1 check (id = 1),
  number bigint not null,
  hash text not null,
  timestamp bigint not null
);

-- Blocks above finality, and the last final one, to find the common ancestor after a reorg.
create table blocks (
  number bigint primary key,
  hash text not null,
  parent_hash text not null,
  timestamp bigint not null
);

-- Every log of the deployment's contracts as it came; event is null where no decoder took it.
create table logs (
  block_number bigint not null,
  log_index integer not null,
  block_hash text not null,
  block_timestamp bigint not null,
  transaction_hash text not null,
  transaction_index integer not null,
  address text not null,
  topics text[] not null,
  data text not null,
  event text,
  primary key (block_number, log_index)
);
create index logs_undecoded on logs (block_number) where event is null;

-- What a row looked like before a block above finality changed it first; before is null where there was none.
create table undo (
  block_number bigint not null,
  table_name text not null,
  key text not null,
  row_key jsonb not null,
  before jsonb,
  primary key (block_number, table_name, key)
);

create table assets (
  asset_id numeric(78,0) primary key,
  kind text not null,
  state text not null,
  owner text not null,
  owner_epoch integer not null,
  version integer not null,
  metadata_digest text not null,
  commitment text not null,
  token text not null,
  price numeric(78,0) not null,
  provider text not null,
  beneficiary text not null,
  derivative_royalty integer not null,
  resale_royalty integer not null,
  review_window bigint not null,
  published_at bigint not null,
  published_block bigint not null,
  published_log integer not null
);
create index assets_by_publication on assets (published_block desc, published_log desc);
create index assets_by_owner on assets (owner, published_block desc, published_log desc);
create index assets_by_digest on assets (metadata_digest);

create table asset_versions (
  asset_id numeric(78,0) not null,
  version integer not null,
  metadata_digest text not null,
  commitment text not null,
  block_number bigint not null,
  primary key (asset_id, version)
);
create index asset_versions_by_digest on asset_versions (metadata_digest);

-- Changes of hands, mint left out; owner_epoch is the epoch that the transfer began.
create table ownership_transfers (
  block_number bigint not null,
  log_index integer not null,
  asset_id numeric(78,0) not null,
  sender text not null,
  receiver text not null,
  owner_epoch integer not null,
  transferred_at bigint not null,
  primary key (block_number, log_index)
);
create index ownership_transfers_by_asset on ownership_transfers (asset_id, block_number desc, log_index desc);

-- runs_granted is null where unlimited.
create table approvals (
  dataset numeric(78,0) not null,
  algorithm_digest text not null,
  owner_epoch integer not null,
  revoked boolean not null,
  expires_at bigint not null,
  runs_granted bigint,
  approved_block bigint not null,
  approved_log integer not null,
  primary key (dataset, algorithm_digest, owner_epoch)
);
create index approvals_by_time on approvals (approved_block desc, approved_log desc);
create index approvals_by_algorithm on approvals (algorithm_digest, approved_block desc, approved_log desc);

create table providers (
  provider text primary key,
  operator text not null,
  payout text not null,
  endpoint text not null,
  registered_block bigint not null,
  registered_log integer not null
);
create index providers_by_registration on providers (registered_block desc, registered_log desc);

create table environments (
  provider text not null,
  environment text not null,
  resources_digest text not null,
  token text not null,
  price_per_second numeric(78,0) not null,
  slots integer not null,
  active boolean not null,
  primary key (provider, environment)
);

create table collateral (
  provider text not null,
  token text not null,
  bonded numeric(78,0) not null,
  unbonding numeric(78,0) not null,
  primary key (provider, token)
);

create table jobs (
  job_id text primary key,
  state text not null,
  outcome text,
  buyer text not null,
  provider text not null,
  token text not null,
  maximum numeric(78,0) not null,
  order_body jsonb not null,
  compute_seconds bigint,
  result_digest text,
  statement_digest text,
  ordered_at bigint not null,
  ordered_in text not null,
  ordered_block bigint not null,
  ordered_log integer not null,
  ended_at bigint,
  ended_in text
);
create index jobs_by_order on jobs (ordered_block desc, ordered_log desc);
create index jobs_by_buyer on jobs (buyer, ordered_block desc, ordered_log desc);
create index jobs_by_provider on jobs (provider, ordered_block desc, ordered_log desc);
create index jobs_by_state on jobs (state, ordered_block desc, ordered_log desc);

create table job_datasets (
  dataset numeric(78,0) not null,
  job_id text not null,
  block_number bigint not null,
  log_index integer not null,
  primary key (dataset, job_id)
);
create index job_datasets_by_order on job_datasets (dataset, block_number desc, log_index desc);

-- Credits in the order in which the chain made them; position counts within the log.
create table payments (
  block_number bigint not null,
  log_index integer not null,
  position integer not null,
  job_id text not null,
  token text not null,
  role text not null,
  account text not null,
  asset_id numeric(78,0) not null,
  amount numeric(78,0) not null,
  paid_at bigint not null,
  primary key (block_number, log_index, position)
);
create index payments_by_job on payments (job_id);
create index payments_by_account on payments (account, block_number desc, log_index desc, position desc);

create table balances (
  token text not null,
  account text not null,
  credited numeric(78,0) not null,
  withdrawn numeric(78,0) not null,
  -- taken by orders from the credit of their buyer
  spent numeric(78,0) not null,
  primary key (token, account)
);
create index balances_by_account on balances (account);

-- Metadata documents by digest. A row is there as long as a version of an asset names it; what was fetched is not the chain's.
create table documents (
  digest text primary key,
  status text not null default 'pending' check (status in ('pending', 'verified', 'unavailable', 'invalid')),
  attempts integer not null default 0,
  next_attempt timestamptz not null default now(),
  problem text,
  kind text,
  body jsonb,
  search tsvector,
  check ((status = 'verified') = (body is not null))
);
create index documents_due on documents (next_attempt) where status in ('pending', 'unavailable');
create index documents_search on documents using gin (search);

-- What live listeners are told, in commit order. A journal of what was seen, not part of the mirror.
create table changes (
  id bigint generated always as identity primary key,
  kind text not null,
  body jsonb not null
);
