-- What the custodian asks of the guard, by the dataset's local name: a new snapshot of it is guarded as the ones before.
create table guard_policies (
  name text primary key,
  policy jsonb not null,
  updated_at timestamptz not null
);

-- Where the fingerprints of a snapshot's records lie and what it takes to read them. The secret never leaves this table.
create table fingerprints (
  snapshot text primary key references snapshots,
  file text not null,
  secret bytea not null,
  shape jsonb not null,
  built_at timestamptz not null
);

-- Bytes that a job lets out of a dataset, written before they go. What counts is told by the job's own row.
create table released_bytes (
  job_id text not null references jobs,
  dataset_id text not null,
  bytes bigint not null,
  primary key (job_id, dataset_id)
);
create index released_bytes_dataset on released_bytes (dataset_id);

-- What the guard found in an attempt's outputs, for the custodian alone.
alter table attempts add column guard jsonb;
