-- Blocks above finality, and the last final one, to find the common ancestor after a reorg.
create table blocks (
  number bigint primary key,
  hash bytea not null,
  parent_hash bytea not null,
  timestamp bigint not null
);

-- What live listeners are told, in commit order: a journal of what was seen, not part of the mirror. Ids begin at the time in microseconds,
-- below 2^53: those of a mirror that is built anew lie above all that an earlier one gave out, so a reader of the earlier one is told that
-- what it missed is forgotten instead of being given other changes under its number.
create table changes (
  id bigint generated always as identity primary key,
  kind text not null,
  body jsonb not null
);
do $$
declare
  first bigint := (extract(epoch from clock_timestamp()) * 1000000)::bigint;
begin
  execute format('alter table changes alter column id set start with %s restart', first);
end $$;

-- The last block whose rows are committed. Every batch proves itself against it, so two writers cannot interleave.
create table cursor (
  id smallint primary key default 1 check (id = 1),
  number bigint not null,
  hash bytea not null,
  timestamp bigint not null
);

-- Metadata documents by digest. A row is there as long as a version of an asset names it; what was fetched is not the chain's.
-- body_bytes is the length of the body as JSON, so that a page can be cut before it grows too large; commitment is the digest that a
-- dataset's document names, so that a listing can tell which documents describe their asset without reading them.
create table documents (
  digest bytea primary key,
  status text not null default 'pending' check (status in ('pending', 'verified', 'unavailable', 'invalid')),
  attempts integer not null default 0,
  next_attempt timestamptz not null default now(),
  problem text,
  kind text,
  body jsonb,
  search tsvector,
  body_bytes integer,
  commitment bytea,
  check ((status = 'verified') = (body is not null)),
  check ((body is null) = (body_bytes is null)),
  check ((commitment is not null) = (status = 'verified' and kind is not distinct from 'dataset'))
);
create index documents_due on documents (next_attempt) where status in ('pending', 'unavailable');
create index documents_search on documents using gin (search);
-- Listings of one status where few documents have it: 0.1 ms instead of 7 ms of reading every row of 100,000.
create index documents_by_status on documents (status, digest);
-- Body and words of a document lie apart from its row: who looks a hundred thousand documents up by digest or by word reads 15 MB, not
-- 200. The words are kept as they are, for unpacking them would be most of the work of testing them. Digest and commitment stay with their
-- row, which would put every value above 24 bytes apart: a search that finds 200 documents read 1,900 pages.
alter table documents set (toast_tuple_target = 128);
alter table documents alter column search set storage external;
alter table documents alter column digest set storage main, alter column commitment set storage main;

-- Every log of the deployment's contracts as it came; event is null where no decoder took it. Partitions are made by the writer,
-- the key (block_number, log_index) at the end of the backfill, as those of all facts.
create table logs (
  block_number bigint not null,
  log_index bigint not null,
  block_hash bytea not null,
  block_timestamp bigint not null,
  transaction_hash bytea not null,
  transaction_index bigint not null,
  address bytea not null,
  topic0 bytea,
  topic1 bytea,
  topic2 bytea,
  topic3 bytea,
  data bytea not null,
  event text
) partition by range (block_number);
-- So that counting what no decoder took does not walk every log. Holds nothing where everything was decoded.
create index logs_undecoded on logs (block_number) where event is null;

-- The deployment that is mirrored. phase: while backfill, totals, keys of facts and secondary indexes are still to be made.
create table mirror (
  id smallint primary key default 1 check (id = 1),
  chain_id bigint not null,
  contracts jsonb not null,
  start_block bigint not null,
  finalized bigint not null default 0,
  paused text,
  phase text not null default 'backfill' check (phase in ('backfill', 'live'))
);

-- Reorgs that this mirror followed, for cursors of listings and for people; not a function of the chain.
create table reorgs (
  id bigint generated always as identity primary key,
  ancestor bigint not null,
  undone bigint not null,
  seen_at timestamptz not null default now()
);

-- Tokens that the deployment's file of addresses describes: no event tells the decimals of one.
create table tokens (
  token bytea primary key,
  symbol text not null,
  decimals smallint not null check (decimals between 0 and 77)
);
