-- Runs of a dataset: kept free by a quote, begun by the job. `started_at` is a block time. In the order of `seq`, so that of two jobs whose
-- promises lapsed and came back the earlier one goes first.
create table dataset_runs (
  seq bigint generated always as identity,
  job_id text not null references quotes,
  dataset_id text not null,
  started_at bigint,
  primary key (job_id, dataset_id)
);
create index dataset_runs_dataset on dataset_runs (dataset_id, started_at);

-- Which identical jobs there are: `key` is a digest over what makes two jobs identical. One of them at a time leads, the others wait for it.
create table identical_jobs (
  job_id text primary key references jobs,
  key text not null,
  leads boolean not null default false,
  -- The job whose outputs it was given.
  repeats text
);
create unique index identical_jobs_leader on identical_jobs (key) where leads;
create index identical_jobs_key on identical_jobs (key);

-- Clear outputs of released jobs, encrypted to an identity of their own that stands here alone: neither this table nor the files open
-- anything without the other, and a row that is gone makes its file unreadable wherever copies of it lie.
create table kept_outputs (
  job_id text primary key references jobs,
  -- Null where an owner lets identical jobs run each for itself.
  key text,
  -- Name below the folder of kept outputs and what opens it; both null once it was removed.
  file text,
  identity text,
  bytes bigint not null,
  -- Assets and snapshots leg by leg, for dropping.
  datasets jsonb not null,
  metadata_digest text not null,
  -- Whether identical jobs are answered with it.
  answers boolean not null,
  kept_at timestamptz not null,
  kept_until timestamptz not null,
  -- Set once the encrypted result is gone.
  swept_at timestamptz
);
create unique index kept_outputs_answer on kept_outputs (key) where answers;
create index kept_outputs_until on kept_outputs (kept_until) where swept_at is null;

-- What has left each dataset.
create table releases (
  id bigint generated always as identity primary key,
  job_id text not null references jobs,
  dataset_id text not null,
  name text not null,
  snapshot text not null,
  bytes bigint not null,
  outputs jsonb not null,
  repeated boolean not null,
  at timestamptz not null,
  unique (job_id, dataset_id)
);
create index releases_name on releases (name, id desc);

-- Results that were encrypted anew, for other recipients than the ordered one.
create table rekeyed_results (
  job_id text not null references jobs,
  recipient text not null,
  cid text not null,
  digest text not null,
  size bigint not null,
  at timestamptz not null,
  primary key (job_id, recipient)
);
create index rekeyed_results_digest on rekeyed_results (digest);
-- The gateway asks of each digest whether its result is held back.
create index jobs_result_digest on jobs (result_digest);

-- Cancellations: agreed to by the custodian for a job that runs, consented to by the operator's signature.
create table cancellations (
  job_id text primary key references jobs,
  agreed_at timestamptz,
  consented_at timestamptz
);

-- sha-256 of the sandbox profile that the attempt was started under.
alter table attempts add column sandbox_digest text;
