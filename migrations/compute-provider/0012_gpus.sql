-- Who holds or held which GPU, and how its memory was cleared afterwards. A device is free where no row of it is open: a job leaves a row
-- open until the memory is cleared, and where that fails it stays open, with the reason. Whether a job still holds it follows from the
-- job's state and attempt alone.
create table gpu_holds (
  id bigint generated always as identity primary key,
  uuid text not null,
  model text not null,
  memory_bytes bigint not null,
  device_index integer not null,
  -- null: nobody knows what its memory holds, for this process has just begun
  job_id text references jobs,
  attempt integer,
  -- how the job was given it
  access text,
  held_at timestamptz not null,
  -- why it could not be cleared: the device is out of service
  failure text,
  -- the machine no longer has it
  absent boolean not null default false,
  cleared_at timestamptz,
  clearing jsonb,
  check ((job_id is null) = (attempt is null) and (job_id is null) = (access is null)),
  check ((cleared_at is null) = (clearing is null))
);
-- Two never hold one device.
create unique index gpu_holds_open on gpu_holds (uuid) where cleared_at is null;
create index gpu_holds_job on gpu_holds (job_id, attempt);
