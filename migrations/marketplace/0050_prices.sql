-- Prices of days that are over, as a feed told them; a cache that may be emptied at any time. One feed's prices are never
-- taken for another's: `feed` is a digest of the address that it is asked at.
create table prices (
  feed text not null check (feed ~ '^[0-9a-f]{32}$'),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  token text not null check (token ~ '^0x[0-9a-f]{40}$'),
  day text not null check (day ~ '^\d{4}-\d{2}-\d{2}$'),
  -- An exact decimal, as it was written.
  price text not null check (price ~ '^\d+(\.\d+)?$'),
  source text not null,
  fetched_at timestamptz (3) not null,
  primary key (feed, currency, token, day)
);
