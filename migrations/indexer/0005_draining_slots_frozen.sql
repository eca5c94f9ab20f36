-- A provider that drains takes no new order; the slots of an environment change a day after they were set; open disputes hold
-- collateral that is neither bonded nor unbonding.
alter table providers add column draining boolean not null default false;
alter table providers alter column draining drop default;
alter table environments add column next_slots integer;
alter table environments add column slots_from bigint;
update environments set next_slots = slots, slots_from = 0;
alter table environments alter column next_slots set not null;
alter table environments alter column slots_from set not null;
alter table collateral add column frozen numeric(78,0) not null default 0;
alter table collateral alter column frozen drop default;
