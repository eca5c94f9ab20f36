import {
  approvals,
  asset_versions,
  assets,
  balances,
  collateral,
  environments,
  job_datasets,
  jobs,
  ownership_transfers,
  payments,
  providers,
} from '../store/schema.ts';

/** Tables that are a function of the events, in the order in which they are written. */
export const projected = {
  assets,
  asset_versions,
  ownership_transfers,
  approvals,
  providers,
  environments,
  collateral,
  jobs,
  job_datasets,
  payments,
  balances,
} as const;

export type TableName = keyof typeof projected;
export type Row<Name extends TableName> = (typeof projected)[Name]['$inferSelect'];

/** What tells the rows of a table apart. */
export const primaryKeys = {
  assets: ['asset_id'],
  asset_versions: ['asset_id', 'version'],
  ownership_transfers: ['block_number', 'log_index'],
  approvals: ['dataset', 'algorithm_digest', 'owner_epoch'],
  providers: ['provider'],
  environments: ['provider', 'environment'],
  collateral: ['provider', 'token'],
  jobs: ['job_id'],
  job_datasets: ['dataset', 'job_id'],
  payments: ['block_number', 'log_index', 'position'],
  balances: ['token', 'account'],
} as const satisfies { [Name in TableName]: readonly (keyof Row<Name>)[] };

export type Key<Name extends TableName> = Pick<
  Row<Name>,
  Extract<(typeof primaryKeys)[Name][number], keyof Row<Name>>
>;

/** A row that projecting an event has to see first. */
export type Needed = { [Name in TableName]: { table: Name; key: Key<Name> } }[TableName];

/**
 * `Object.keys` of the tables, in their order.
 * Guarantee: the literal above has exactly these keys.
 */
export const tableNames = Object.keys(projected) as readonly TableName[];

/** The key as text, unique within its table: no part of a key holds a blank. */
export function keyText<Name extends TableName>(table: Name, key: Key<Name>): string {
  return keyValues(table, key)
    .map(([, value]) => String(value))
    .join(' ');
}

/** The key's columns alone, in their order. */
export function keyValues<Name extends TableName>(table: Name, key: Key<Name>): [string, unknown][] {
  const values = new Map<string, unknown>(Object.entries(key));
  return primaryKeys[table].map((column) => [column, values.get(column)]);
}
