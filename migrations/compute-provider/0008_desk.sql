-- The kill switch, each time that it was thrown; the row without `resumed_at` is the one that holds now.
create table halts (
  id bigint generated always as identity primary key,
  reason text not null,
  halted_at timestamptz not null,
  resumed_at timestamptz
);
create unique index halts_open on halts ((true)) where resumed_at is null;

-- Who asked the custodian to approve what.
create table approval_requests (
  id text primary key,
  sequence bigint generated always as identity unique,
  dataset_id text not null,
  algorithm_id text not null,
  metadata_digest text not null,
  requester text not null,
  message text not null,
  state text not null check (state in ('open', 'approved', 'rejected', 'withdrawn')),
  reason text,
  created_at timestamptz not null,
  decided_at timestamptz
);
create unique index approval_requests_open on approval_requests (requester, dataset_id, metadata_digest) where state = 'open';
create index approval_requests_requester on approval_requests (requester, sequence desc);
create index approval_requests_state on approval_requests (state, sequence desc);

-- The documents of open requests, verified: exactly these bytes are what an approval keeps.
create table request_documents (
  metadata_digest text primary key,
  document bytea not null
);

-- Buyers that are quoted for a dataset whose rules say so, by its local name.
create table listed_buyers (
  name text not null,
  buyer text not null,
  primary key (name, buyer)
);

-- Signatures under data-use agreements. Evidence: never changed, never removed.
create table agreements (
  dataset_id text not null,
  buyer text not null,
  text_digest text not null,
  title text not null,
  cid text not null,
  signed_at bigint not null,
  signature text not null,
  received_at timestamptz not null,
  primary key (dataset_id, buyer, text_digest)
);

-- What each reviewer decided on the outputs of an attempt, with the signed request that said so.
create table review_decisions (
  job_id text not null references jobs,
  attempt integer not null,
  reviewer text not null,
  decision text not null check (decision in ('release', 'withhold')),
  outputs_digest text,
  note text,
  evidence jsonb,
  at timestamptz not null,
  primary key (job_id, attempt, reviewer)
);
