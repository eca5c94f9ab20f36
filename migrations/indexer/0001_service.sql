-- Keys of callers. Of a key only its SHA-256 is here: it holds 256 random bits, which no table of guesses reaches.
create table api_keys (
  key_id text primary key,
  name text not null,
  digest bytea not null unique,
  requests_per_minute integer not null check (requests_per_minute > 0),
  streams integer not null check (streams >= 0),
  export_rows bigint not null check (export_rows >= 0),
  created_at timestamptz not null default now(),
  revoked_at timestamptz
);

-- What callers used in a window, summed over the processes that serve them. Nothing is lost that matters when the database crashes.
create unlogged table usage (
  caller text not null,
  measure text not null,
  window_start bigint not null,
  used bigint not null,
  primary key (caller, measure, window_start)
);
create index usage_by_age on usage (window_start);

-- Where changes are sent. Secrets are kept as they are, for they sign. Webhooks of one key on one lane are sent to one after another.
-- failing_since: the first failure after the last success.
create table webhooks (
  webhook_id text primary key,
  key_id text not null references api_keys,
  chain_id bigint not null,
  url text not null,
  filter jsonb not null,
  secret bytea not null,
  lane smallint not null default 0,
  state text not null default 'active' check (state in ('active', 'paused', 'disabled')),
  failing_since timestamptz,
  created_at timestamptz not null default now()
);
create index webhooks_by_key on webhooks (key_id, created_at, webhook_id);
create index webhooks_by_chain on webhooks (chain_id) where state = 'active';

-- Secrets that were renewed sign beside the newest until their time is over.
create table replaced_secrets (
  webhook_id text not null references webhooks on delete cascade,
  secret bytea not null,
  signs_until timestamptz not null,
  primary key (webhook_id, secret)
);

-- One change for one webhook. body is what is sent, byte for byte, at every attempt.
create table deliveries (
  delivery_id text primary key,
  webhook_id text not null references webhooks on delete cascade,
  change_id bigint not null,
  body text not null,
  state text not null default 'pending' check (state in ('pending', 'delivered', 'dead')),
  attempts integer not null default 0,
  status integer,
  problem text,
  created_at timestamptz not null default now(),
  attempted_at timestamptz,
  unique (webhook_id, change_id)
);
create index deliveries_by_state on deliveries (webhook_id, state, change_id);
create index deliveries_finished on deliveries (attempted_at) where state <> 'pending';

-- Up to which change of a chain deliveries were made.
create table webhook_positions (
  chain_id bigint primary key,
  change_id bigint not null
);
