-- The owner epoch of the asset when its custodian bound the snapshot: each transfer of the token starts another, under which nothing
-- is quoted or run until the custodian binds anew. Null in what was bound before: it has to be bound anew as well.
alter table snapshots add column owner_epoch integer;
