-- The catalogue as the marketplace last read it from an indexer. Everything below can be dropped: it is filled anew.
create table catalogue (
  -- Grows with each asset that is taken in; places of search results refer to it.
  ordinal integer generated always as identity unique,
  -- CAIP-19.
  asset_id text primary key,
  kind text not null,
  state text not null,
  -- Whether a verified document is there; only then it is listed.
  listed boolean not null,
  owner text not null,
  provider text not null,
  token text not null,
  price numeric(78, 0) not null,
  license text,
  formats text[] not null,
  tags text[] not null,
  version integer not null,
  published_at bigint not null,
  updated_at bigint not null,
  runs integer not null,
  rating_sum bigint not null,
  ratings integer not null,
  -- The entry as listings bring it, without what other tables tell.
  entry jsonb not null,
  document jsonb,
  -- What a listing without documents tells of it: whether it has to be read again.
  stamp text not null,
  -- Of everything above: an asset that reads the same is not written again.
  digest text not null,
  -- Highest block of a change that was told of it; a reorg below has it read again.
  touched_block bigint not null default 0
);
create index catalogue_by_document on catalogue ((entry ->> 'metadataDigest'));
create index catalogue_by_touch on catalogue (touched_block);

-- The texts that assets are found by: words in lower case without accents, a space between two. Words are looked up in memory; this is
-- what the index of words is filled from when the service starts.
create table catalogue_texts (
  ordinal integer primary key references catalogue (ordinal) on delete cascade,
  name text not null,
  tags text not null,
  columns text not null,
  description text not null
);

-- Compute providers and what they rent; `gpus` are models, from documents that have the digest that stands on chain.
create table catalogue_providers (
  provider text primary key,
  endpoint text not null,
  environments jsonb not null,
  gpus text[] not null,
  -- Environments by id with what could be read of their documents: {"0x…": {"name": …, "gpus": […]}}.
  documents jsonb not null
);

-- Ratings of paid runs, with the token ids of the datasets that they were of.
create table catalogue_ratings (
  job_id text primary key,
  assets text[] not null,
  score integer not null,
  block_number bigint not null
);
create index catalogue_ratings_by_asset on catalogue_ratings using gin (assets);

-- How far the changes of the indexer were followed.
create table catalogue_progress (
  -- CAIP-19 prefix of the registry: another deployment is filled anew.
  registry text primary key,
  -- The id of the last change that is taken in.
  position bigint not null,
  -- Last block that the indexer had when everything was listed last.
  listed_block bigint not null,
  listed_at timestamptz (3) not null
);
