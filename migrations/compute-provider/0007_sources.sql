-- What is known of a snapshot beside what it was registered with. Snapshots of before have no row: they count as intact and never checked.
create table snapshot_states (
  snapshot text primary key references snapshots,
  -- kind and place it was taken from, without credentials
  source jsonb,
  -- what is read before each run
  integrity text not null default 'sampled' check (integrity in ('sampled', 'full')),
  -- when every byte was last found to be what was committed to
  full_checked_at timestamptz,
  -- when the files were last found to be something else, and how; null: they are intact
  changed_at timestamptz,
  changed_how text,
  -- since when the asset commits to a newer snapshot that is bound
  superseded_at timestamptz,
  -- written before folder and fingerprints are removed
  removed_at timestamptz
);

-- Which quotes, and through them jobs, still name a snapshot.
create index quotes_snapshots on quotes using gin (snapshots);
