-- So that counting what no decoder took does not walk every log. Holds nothing where everything was decoded.
create index logs_undecoded on logs (block_number) where event is null;
