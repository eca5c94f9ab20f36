-- What the owner lets all samples of a dataset cost, by its local name; in millionths of epsilon.
create table privacy_caps (
  name text primary key,
  micro_epsilon bigint not null
);

-- What samples have cost: written before a sample is made, and never taken back, since what was seen of it stays known.
create table privacy_ledger (
  sample text primary key,
  name text not null,
  micro_epsilon bigint not null,
  at timestamptz not null
);
create index privacy_ledger_name on privacy_ledger (name);

-- Synthetic samples. Those without a CID are drafts, which nobody but the custodian sees.
create table samples (
  sample text primary key references privacy_ledger,
  name text not null,
  snapshot text not null references snapshots,
  directory text not null,
  statistics jsonb not null,
  preview jsonb not null,
  resembling jsonb not null,
  created_at timestamptz not null,
  cid text,
  statistics_cid text,
  note text,
  published_at timestamptz
);
create index samples_name on samples (name);

-- Runs on published samples: for their signer, for a day.
create table sample_runs (
  run text primary key,
  signer text not null,
  dataset_id text not null,
  metadata_digest text not null,
  sample text not null references samples,
  parameters jsonb not null,
  state text not null,
  starts integer not null default 0,
  outcome jsonb,
  usage jsonb,
  outputs jsonb not null default '[]',
  problem jsonb,
  created_at timestamptz not null
);
create index sample_runs_signer on sample_runs (signer, created_at);
create index sample_runs_state on sample_runs (state, created_at);
