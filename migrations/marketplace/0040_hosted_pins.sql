-- What a remote pinning service is asked to keep as well. Rows follow the table of pins: one for each content that is pinned
-- here, `removing` once nobody keeps it any more, deleted when the service has let go of it.
create table hosted_pins (
  cid text primary key,
  state text not null check (state in ('queued', 'pinning', 'pinned', 'failed', 'removing')),
  -- The service's own id of the request; absent until it answered.
  request_id text,
  -- Why the last attempt failed.
  reason text,
  -- Attempts that failed since the last one that did not.
  failures integer not null default 0 check (failures >= 0),
  -- When the state was reached, and when it is looked at next.
  since timestamptz (3) not null,
  next_at timestamptz (3) not null
);

create index hosted_pins_due on hosted_pins (next_at);
