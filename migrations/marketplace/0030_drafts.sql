-- What accounts are writing and have not published: theirs alone.
create table drafts (
  account text not null check (account ~ '^0x[0-9a-f]{40}$'),
  id text not null check (id ~ '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$'),
  kind text not null,
  title text not null,
  -- As text: jsonb refuses what JSON allows (NUL), and nothing in here is searched.
  content text not null check (octet_length(content) <= 65536),
  -- Unix seconds.
  changed_at bigint not null,
  primary key (account, id)
);
