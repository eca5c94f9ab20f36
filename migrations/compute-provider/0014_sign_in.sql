-- Sign-in with Ethereum. Times are unix seconds by the service's clock.

-- The key that nonces are marked with; made once, by the first process that needs it.
create table sign_in_key (
  single boolean primary key default true check (single),
  key text not null
);

-- Nonces with which somebody has signed in, until they expire by themselves.
create table sign_in_nonces (
  nonce text primary key,
  expires bigint not null
);
create index sign_in_nonces_expires on sign_in_nonces (expires);

-- Of a token only its SHA-256 is kept: who reads this table can use no session.
create table sessions (
  token_hash text primary key check (token_hash ~ '^[0-9a-f]{64}$'),
  address text not null check (address ~ '^0x[0-9a-f]{40}$'),
  chain_id bigint not null,
  -- The page that signed in.
  origin text not null,
  via text not null check (via in ('cookie', 'bearer')),
  user_agent text not null check (length(user_agent) <= 200),
  created bigint not null,
  expires bigint not null,
  revoked bigint
);
create index sessions_by_address on sessions (address, created desc);
create index sessions_expires on sessions (expires);
