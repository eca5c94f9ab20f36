-- Who asked for which content to be kept. A row is written before the store is touched (pinning, removing) and completed
-- afterwards (pinned, deleted), so that a start after a crash knows what was under way.
create table pins (
  cid text not null,
  account text not null check (account ~ '^0x[0-9a-f]{40}$'),
  -- Distinct blocks below the root, together; what the account's quota counts.
  bytes bigint not null check (bytes >= 0),
  state text not null check (state in ('pinning', 'pinned', 'removing')),
  pinned_at timestamptz (3) not null,
  primary key (cid, account)
);

create index pins_by_account on pins (account, pinned_at desc, cid desc);
create index pins_by_time on pins (pinned_at desc, cid desc, account desc);
