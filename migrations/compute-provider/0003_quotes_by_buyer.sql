-- What a buyer has reserved is counted before it may reserve more.
create index quotes_buyer on quotes (("order" ->> 'buyer'), valid_until desc);
