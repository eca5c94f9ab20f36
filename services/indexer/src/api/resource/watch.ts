import type { Column } from './columns.ts';
import { columnName, type Resource } from './compiled.ts';
import type { Condition, ListRequest } from './request.ts';

/** A column by which rows are told apart, and its place among those of its resource. */
interface Watched {
  readonly at: number;
  readonly column: Column;
}

/** What an answer depends on: rows of one resource alone, and of them only those that fulfil each of its conditions. */
export interface Watch {
  readonly resource: Resource;
  /** For each condition the marks of which a row has at least one. */
  readonly conditions: readonly (readonly string[])[];
}

/** Says that a row has a value in a column. */
export const markOf = (at: number, value: string): string => `${at} ${value}`;

/** The column that holds what a filter compares; undefined where it is not one of the row's own. */
function ownColumn(resource: Resource, name: string): Column | undefined {
  const source = resource.binding.filters?.[name];
  switch (source?.kind) {
    case undefined:
    case 'implying':
      return resource.columns.get(columnName(name));
    case 'through':
      return source.list === undefined ? undefined : resource.columns.get(source.list);
    case 'cases':
    case 'search':
      return undefined;
  }
}

const watchedByResource = new WeakMap<Resource, ReadonlyMap<string, Watched>>();

/**
 * The columns by which changed rows of a resource tell which listings they belong to, by filter; undefined where its listings show more than
 * rows of the one table, or where nothing tells which rows a block has changed.
 */
export function watchedColumns(resource: Resource): ReadonlyMap<string, Watched> | undefined {
  const { binding, plain, listed, shape } = resource;
  if (binding.kind !== 'state' || binding.branches !== undefined) return undefined;
  if (!listed.every((field) => plain.has(field))) return undefined;
  let watched = watchedByResource.get(resource);
  if (watched === undefined) {
    const found = new Map<string, Watched>();
    for (const [name, filter] of Object.entries(shape.filters)) {
      const column = filter.kind === 'equal' ? ownColumn(resource, name) : undefined;
      const told = column !== undefined && column.kind !== 'json' && column.kind !== 'byteList';
      if (told) found.set(name, { at: found.size, column });
    }
    watchedByResource.set(resource, (watched = found));
  }
  return watched;
}

/** A value as `changedRows` tells it: the filter may have been asked for in another spelling. */
function plainValue({ kind }: Column, value: string): string {
  switch (kind) {
    case 'bytes':
      return value.toLowerCase();
    case 'amount':
    case 'count':
    case 'amountList':
      return BigInt(value).toString();
    case 'flag':
    case 'text':
    case 'json':
    case 'byteList':
      return value;
  }
}

/** Whether a condition asks nothing of any other table's rows. */
const isOwn = (resource: Resource, { name, kind }: Condition): boolean => {
  const source = resource.binding.filters?.[name]?.kind;
  return kind !== 'words' && (source === undefined || source === 'implying' || source === 'through');
};

/** What the answer to a request depends on; undefined where that is more than can be told. */
export function watchOf(resource: Resource, request: ListRequest): Watch | undefined {
  const watched = watchedColumns(resource);
  if (watched === undefined || !request.usual || request.asOf !== undefined || request.item !== undefined)
    return undefined;
  const conditions: string[][] = [];
  for (const condition of request.conditions) {
    if (!isOwn(resource, condition)) return undefined;
    const column = watched.get(condition.name);
    if (column === undefined) {
      // rows of another table, of which no column here tells
      if (resource.binding.filters?.[condition.name]?.kind === 'through') return undefined;
      continue;
    }
    if (condition.kind !== 'equal') continue;
    conditions.push(condition.values.map((value) => markOf(column.at, plainValue(column.column, value))));
  }
  return { resource, conditions };
}
