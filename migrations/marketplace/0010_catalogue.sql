-- Corrects misspelt words. The extension is a trusted one of postgresql-contrib: whoever may create in the database may create it.
create extension if not exists pg_trgm;

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
  -- Distinct words of its texts, as the vocabulary counts them.
  words text[] not null,
  -- What a listing without documents tells of it: whether it has to be read again.
  stamp text not null,
  -- Of everything above: an asset that reads the same is not written again.
  digest text not null,
  -- Highest block of a change that was told of it; a reorg below has it read again.
  touched_block bigint not null default 0
);
create index catalogue_by_document on catalogue ((entry ->> 'metadataDigest'));
create index catalogue_by_touch on catalogue (touched_block);

-- What words are looked up in, apart from the wide rows: thousands of matches lie on few pages, and the vectors of whole
-- documents stay out of line until a rank is asked for.
create table catalogue_search (
  ordinal integer primary key references catalogue (ordinal) on delete cascade,
  -- Name and tags.
  head tsvector not null,
  -- Name, tags, column names and description.
  body tsvector not null
);
alter table catalogue_search alter column body set storage external;
alter table catalogue_search set (toast_tuple_target = 128);
-- Without a list of pending entries, which every search would have to read through.
create index catalogue_search_head on catalogue_search using gin (head) with (fastupdate = off);
create index catalogue_search_body on catalogue_search using gin (body) with (fastupdate = off);

-- Distinct words with the number of assets that have them.
create table catalogue_vocabulary (
  word text primary key,
  stem text not null,
  uses integer not null
);
create index catalogue_vocabulary_stem on catalogue_vocabulary (stem);
create index catalogue_vocabulary_prefix on catalogue_vocabulary (word text_pattern_ops);
create index catalogue_vocabulary_trigrams on catalogue_vocabulary using gin (word gin_trgm_ops);

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

-- The newest matches of some words, at most `most` of them, and the ranks of those that were ranked; `total` counts them all. Up to 1,000 matches are ranked by everything they have, more by name and tags, newest 2,000 of those first. `strict`
-- differs from `asked` where phrases are asked for: their order of words is looked at in the newest 2,000 matches alone, which `checked`
-- says. Nothing is found by words that are only stop words or only excluded; `asks` is false then.
-- Sequential scans are off since they would read the vectors out of line, which the planner does not count.
create function catalogue_matches(
  asked tsquery, strict tsquery, up_to integer, most integer,
  out asks boolean, out checked boolean, out total integer, out ordinals integer[], out ranked integer[], out ranks real[]
)
language plpgsql stable
set enable_seqscan = off
set search_path from current
as $$
declare
  found integer[];
begin
  asks := querytree(asked) not in ('', 'T');
  checked := true;
  if not asks then return; end if;
  select coalesce(array_agg(s.ordinal order by s.ordinal desc), '{}') into found
  from catalogue_search as s where s.body @@ asked and s.ordinal <= up_to;
  if strict <> asked then
    checked := cardinality(found) <= 2000;
    select coalesce(array_agg(s.ordinal order by s.ordinal desc), '{}') into found
    from catalogue_search as s where s.ordinal = any (found[:2000]) and s.body @@ strict;
  end if;
  total := cardinality(found);
  ordinals := found[:most];
  if total <= 1000 then
    select coalesce(array_agg(s.ordinal), '{}'), coalesce(array_agg(ts_rank(s.body, asked, 1)), '{}') into ranked, ranks
    from catalogue_search as s where s.ordinal = any (found);
    return;
  end if;
  with heads as materialized (
    select s.ordinal, s.head from catalogue_search as s where s.head @@ asked and s.ordinal <= up_to
  )
  select coalesce(array_agg(h.ordinal), '{}'), coalesce(array_agg(ts_rank(h.head, asked, 1)), '{}') into ranked, ranks
  from (select * from heads order by heads.ordinal desc limit 2000) as h;
end
$$;

-- Words of the vocabulary that share many trigrams with one, most alike first, and those among its variants: of a short word with two
-- letters swapped no trigram may be left.
create function catalogue_alike(asked text, variants text[])
returns table (word text, uses integer)
language sql stable
set search_path from current
as $$
  (select v.word, v.uses from catalogue_vocabulary as v where v.word % asked
  order by similarity(v.word, asked) desc, v.uses desc, v.word limit 20)
  union
  select v.word, v.uses from catalogue_vocabulary as v where v.word = any (variants)
$$;
