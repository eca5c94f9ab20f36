-- Ids of changes begin at the time in microseconds, below 2^53: those of a mirror that is built anew lie above all that an earlier one gave
-- out, so a reader of the earlier one is told that what it missed is forgotten instead of being given other changes under its number.
do $$
declare
  first bigint := (extract(epoch from clock_timestamp()) * 1000000)::bigint;
begin
  execute format('alter table changes alter column id set start with %s restart', first);
end $$;
