-- Everything that a search of words needs of the database in one call: the matches, and where nothing matches, words that are spelt like
-- those that no document has.

-- A word with one letter less, or with two neighbours swapped: what it may be a mistake of where no trigram of it is left.
create function catalogue_variants(word text)
returns setof text
language sql immutable
as $$
  select substr(word, 1, at - 1) || substr(word, at + 1) from generate_series(1, length(word)) as at
  union
  select substr(word, 1, at - 1) || substr(word, at + 1, 1) || substr(word, at, 1) || substr(word, at + 2)
  from generate_series(1, length(word)) as at
$$;

-- Of some words those that no document has, neither by their stem nor, where they are unfinished, by their beginning; at most six, each with
-- words of the vocabulary that are spelt alike: [{"word": "temprature", "alike": [{"word": "temperature", "uses": 12}]}].
create function catalogue_unknown(words text[], unfinished text[])
returns jsonb
language plpgsql stable
set enable_seqscan = off
set jit = off
set max_parallel_workers_per_gather = 0
set search_path from current
as $$
declare
  asked text;
  known_stem text;
  found jsonb := '[]';
  alike jsonb;
begin
  for place in 1 .. coalesce(cardinality(words), 0) loop
    exit when jsonb_array_length(found) = 6;
    asked := words[place];
    -- A stop word has no stem and is looked for nowhere; what the stemmer does not know is its own stem.
    continue when ts_lexize('english_stem', asked) = '{}';
    known_stem := coalesce((ts_lexize('english_stem', asked))[1], asked);
    continue when exists (select from catalogue_vocabulary as v where v.stem = known_stem);
    continue when asked = any (unfinished) and exists (
      select from catalogue_vocabulary as v where v.word ~>=~ asked and v.word ~<~ (asked || chr(1114111)));
    select coalesce(jsonb_agg(jsonb_build_object('word', a.word, 'uses', a.uses)), '[]') into alike
    from catalogue_alike(asked, array(select catalogue_variants(asked))) as a;
    found := found || jsonb_build_object('word', asked, 'alike', alike);
  end loop;
  return found;
end
$$;

-- The newest matches of some words, at most `most` of them, and the ranks of those that were ranked; `total` counts them all, or, where it
-- exceeds `most`, at least so many. Up to 1,000 matches are ranked by everything they have, more by name and tags, newest 2,000 of those
-- first. `strict` differs from `asked` where phrases are asked for: their order of words is looked at in the newest 2,000 matches alone,
-- which `checked` says. Nothing is found by words that are only stop words or only excluded; `asks` is false then. Where nothing
-- matches, `unknown` tells of the words that `words` names.
--
-- Where each word is one of very many assets, the newest 20,000 are looked at first: of a word that nearly all of 100,000 have, that reads
-- a fifth of the pages. Scans in the order of ordinals are off as sequential ones are: they would look into the vector of every asset
-- (4 s instead of 0.3 s). Plans are made for the words at hand: what is best for a rare word is not for a common one.
create function catalogue_search_once(
  asked tsquery, strict tsquery, up_to integer, most integer, words text[], unfinished text[],
  out asks boolean, out checked boolean, out total integer, out ordinals integer[], out ranked integer[], out ranks real[],
  out unknown jsonb
)
language plpgsql stable
set enable_seqscan = off
set enable_indexscan = off
set jit = off
set max_parallel_workers_per_gather = 0
set plan_cache_mode = force_custom_plan
set search_path from current
as $$
declare
  found integer[] := '{}';
  recent constant integer := 20000;
begin
  asks := querytree(asked) not in ('', 'T');
  checked := true;
  if not asks then return; end if;
  if up_to > recent and not exists (
    select from unnest(words) as w (word)
    where not exists (
      select from catalogue_vocabulary as v
      where v.stem = coalesce((ts_lexize('english_stem', w.word))[1], w.word) and v.uses > most)
  ) then
    select coalesce(array_agg(s.ordinal order by s.ordinal desc), '{}') into found
    from catalogue_search as s where s.body @@ asked and s.ordinal > up_to - recent and s.ordinal <= up_to;
  end if;
  if cardinality(found) <= most then
    select coalesce(array_agg(s.ordinal order by s.ordinal desc), '{}') into found
    from catalogue_search as s where s.body @@ asked and s.ordinal <= up_to;
  end if;
  if strict <> asked then
    checked := cardinality(found) <= 2000;
    select coalesce(array_agg(s.ordinal order by s.ordinal desc), '{}') into found
    from catalogue_search as s where s.ordinal = any (found[:2000]) and s.body @@ strict;
  end if;
  total := cardinality(found);
  ordinals := found[:most];
  if total = 0 then
    unknown := catalogue_unknown(words, unfinished);
    ranked := '{}';
    ranks := '{}';
  elsif total <= 1000 then
    select coalesce(array_agg(s.ordinal), '{}'), coalesce(array_agg(ts_rank(s.body, asked, 1)), '{}') into ranked, ranks
    from catalogue_search as s where s.ordinal = any (found);
  else
    select coalesce(array_agg(h.ordinal), '{}'), coalesce(array_agg(ts_rank(h.head, asked, 1)), '{}') into ranked, ranks
    from (
      select s.ordinal, s.head from catalogue_search as s where s.ordinal = any (ordinals) and s.head @@ asked
      order by s.ordinal desc limit 2000
    ) as h;
  end if;
end
$$;

drop function catalogue_matches(tsquery, tsquery, integer, integer);
