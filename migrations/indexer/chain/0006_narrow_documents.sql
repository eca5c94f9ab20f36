-- Body and words of a document lie apart from its row: who looks a hundred thousand documents up by digest or by word reads 15 MB, not
-- 200. The words are kept as they are, for unpacking them would be most of the work of testing them.
alter table documents set (toast_tuple_target = 128);
alter table documents alter column search set storage external;
