-- Words are looked up in memory: a word that nearly all of 100,000 assets have took 85 ms here, and takes one there. The table keeps what
-- the index of words is filled from when the service starts.
drop function catalogue_search_once(tsquery, tsquery, integer, integer, text[], text[]);
drop function catalogue_unknown(text[], text[]);
drop function catalogue_variants(text);
drop function catalogue_alike(text, text[]);
drop table catalogue_search;
drop table catalogue_vocabulary;
alter table catalogue drop column words;

-- The texts that assets are found by: words in lower case without accents, a space between two.
create table catalogue_texts (
  ordinal integer primary key references catalogue (ordinal) on delete cascade,
  name text not null,
  tags text not null,
  columns text not null,
  description text not null
);

-- What is there was written without its texts: everything is read anew.
truncate catalogue, catalogue_texts, catalogue_progress;
