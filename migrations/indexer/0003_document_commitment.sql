-- Digest of the commitment that a dataset's document names, so that a listing can tell which documents describe their asset without
-- reading them. In the text it is a CIDv1 in base32: 01 (version), 70 or 55 (codec), 12 20 (sha2-256, 32 bytes), the digest, and
-- two bits left over, which are zero.
alter table documents add column commitment text;
with named as (
  select digest, (
    select string_agg(((strpos('abcdefghijklmnopqrstuvwxyz234567', letter) - 1)::bit(5))::text, '' order by position)
    from regexp_split_to_table(substr(body -> 'atoll' ->> 'commitment', 2), '') with ordinality as each (letter, position)
  ) as bits
  from documents where status = 'verified' and kind = 'dataset'
)
update documents set commitment = '0x' || (
    select string_agg(to_hex(substr(bits, 33 + 4 * place, 4)::bit(4)::integer), '' order by place) from generate_series(0, 63) as place
  )
from named
where named.digest = documents.digest and bits ~ '^00000001(01110000|01010101)0001001000100000([01]{128}){2}00$';
-- What the text says is no CID: such a document is as invalid as one that was fetched today.
update documents set status = 'invalid', problem = 'the commitment is not a CID', kind = null, body = null, body_bytes = null, search = null
where status = 'verified' and kind = 'dataset' and commitment is null;
alter table documents add check ((commitment is not null) = (status = 'verified' and kind is not distinct from 'dataset'));
