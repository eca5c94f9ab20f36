-- Engine and runtime as they were when the attempt was started: another process of the provider, which settles it, may find another
-- runtime. Null in what was started before.
alter table attempts add column engine jsonb;
