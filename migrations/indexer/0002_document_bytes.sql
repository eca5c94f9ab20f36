-- Length of a body as JSON text, so that a page of a listing can be cut before it grows too large.
alter table documents add column body_bytes integer;
update documents set body_bytes = octet_length(body::text) where body is not null;
alter table documents add check ((body is null) = (body_bytes is null));
