-- Registered snapshots. Salt and leaves are secret: with them anyone could confirm a guess of the content.
create table snapshots (
  snapshot text primary key,
  name text not null,
  directory text not null,
  salt bytea not null,
  commitment_cid text not null,
  commitment_digest text not null,
  bytes bigint not null,
  rules jsonb not null,
  -- path, size, time, leaves (sha-256 of each MiB) and profile of each file
  files jsonb not null,
  asset_id text,
  created_at timestamptz not null default now()
);
create index snapshots_asset on snapshots (asset_id) where asset_id is not null;

-- What the custodian approved, with the very bytes of the algorithm's document.
create table approvals (
  dataset_id text not null,
  metadata_digest text not null,
  algorithm_id text not null,
  document bytea not null,
  algorithm_name text not null,
  image jsonb,
  approved_at timestamptz not null,
  revoked_at timestamptz,
  primary key (dataset_id, metadata_digest)
);

-- Signed promises; each keeps a slot of its environment until `valid_until` (block time, seconds).
create table quotes (
  job_id text primary key,
  "order" jsonb not null,
  -- JSON as text, since jsonb cannot hold every string; null: the order on chain is none that this database knows
  parameters text,
  environment text not null,
  -- ids of the snapshots that the order's datasets stood for when it was quoted, leg by leg
  snapshots jsonb not null,
  valid_until bigint not null,
  signature text,
  quoted_block bigint not null,
  created_at timestamptz not null default now()
);
create index quotes_environment on quotes (environment, valid_until);

create table jobs (
  job_id text primary key references quotes,
  environment text not null,
  state text not null,
  reason text,
  outcome text,
  settlement text not null,
  attempt integer not null default 0,
  compute_seconds integer not null default 0,
  ordered_block bigint not null,
  ordered_block_hash text not null,
  ordered_at bigint not null,
  decision text check (decision in ('release', 'withhold')),
  decision_note text,
  result_cid text,
  result_digest text,
  result_size bigint,
  outputs_root text,
  -- the signed receipt, once there is one: it is made once and only once
  receipt jsonb,
  note text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index jobs_open on jobs (environment, state)
  where state in ('funded', 'queued', 'provisioning', 'running', 'output_review', 'delivering', 'settling');

create table job_timeline (
  id bigint generated always as identity primary key,
  job_id text not null references jobs,
  state text not null,
  at timestamptz not null
);
create index job_timeline_job on job_timeline (job_id, id);

create table job_transactions (
  job_id text not null references jobs,
  what text not null check (what in ('order', 'report', 'settle', 'expire')),
  hash text not null,
  primary key (job_id, what)
);

create table attempts (
  job_id text not null references jobs,
  attempt integer not null,
  integrity text,
  -- how the run ended, once its outputs lie on this machine's disk
  ended jsonb,
  subjects jsonb,
  started_at timestamptz not null,
  ended_at timestamptz,
  primary key (job_id, attempt)
);

-- What was signed to be sent; see the outbox of @atoll/chain.
create table transactions (
  key text primary key,
  sender text not null,
  nonce integer not null,
  "to" text not null,
  data text not null,
  gas numeric(78, 0) not null,
  attempts jsonb not null,
  state text not null check (state in ('pending', 'mined', 'final')),
  mined jsonb,
  unique (sender, nonce)
);
create index transactions_unfinished on transactions (sender, nonce) where state <> 'final';

-- How far the chain was read.
create table chain_cursor (
  single boolean primary key default true check (single),
  number bigint not null,
  hash text not null
);

-- Nonces of signed requests, until they expire by themselves.
create table request_nonces (
  address text not null,
  nonce text not null,
  expires bigint not null,
  primary key (address, nonce)
);
create index request_nonces_expires on request_nonces (expires);
