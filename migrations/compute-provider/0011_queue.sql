-- What a job asks for, from its approved manifest, and since when it waits.
create table job_demands (
  job_id text primary key references jobs,
  cpus double precision not null,
  memory_bytes bigint not null,
  gpus integer not null,
  queued_at timestamptz not null,
  -- attempts that failed here, and the pause that the last one brought
  failures integer not null default 0,
  not_before timestamptz,
  -- waits for something else than the machine, and keeps no other job from starting
  aside boolean not null default false
);

-- What each attempt holds or held: written with the state of its job, in one transaction. What is free follows from the states of jobs
-- alone; this is the account of it.
create table resource_holds (
  job_id text not null references jobs,
  attempt integer not null,
  buyer text not null,
  environment text not null,
  cpus double precision not null,
  memory_bytes bigint not null,
  gpus integer not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  primary key (job_id, attempt)
);
create index resource_holds_open on resource_holds (job_id) where ended_at is null;
create index resource_holds_buyer on resource_holds (buyer, ended_at);
create index resource_holds_time on resource_holds (ended_at, started_at);

-- What the scheduler looks at each time.
create index jobs_queue on jobs (state) where state in ('queued', 'provisioning', 'running');
