-- Tokens that the deployment's file of addresses describes: no event tells the decimals of one.
create table tokens (
  token bytea primary key,
  symbol text not null,
  decimals smallint not null check (decimals between 0 and 77)
);
