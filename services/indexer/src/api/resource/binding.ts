import type { Shape } from '@atoll/schemas/indexer/shape';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { Contracts } from '../../decode/emitters.ts';

/** What expressions may refer to besides their own row. */
export interface Scope {
  readonly chainId: number;
  readonly contracts: Contracts;
  /** The block that rows are read as of, as an SQL expression; undefined for the head. */
  readonly asOf: string | undefined;
  /** Block time of the block that is answered for, as an SQL expression. */
  readonly now: string;
}

/** What finishing a value needs of the chain. */
export type ChainFacts = Pick<Scope, 'chainId' | 'contracts'>;

/** A field of a view. `json` gives its JSON text as an SQL expression over the row `t`; null means that the field is absent. */
export interface FieldSource {
  readonly json: (scope: Scope, t: string) => string;
  readonly nullable: boolean;
  /**
   * Turns what Postgres gave into what the reader gets, for what SQL cannot say. It must not fail: the values are the mirror's own.
   * undefined leaves the field out.
   */
  readonly finish?: (value: unknown, chain: ChainFacts) => unknown;
}

/** How a listing is sorted: by columns that together tell rows apart and that an index has in this order. */
export interface SortSource {
  readonly columns: readonly string[];
  /** The column with the block of the row's place, where the order is that of the chain. */
  readonly block?: string;
  /** Rows without the sort's columns are left out. */
  readonly where?: string;
}

/** Filters over another table that has the rows in the same order: `from` joins it as `f`, whose `place` stands for the sort's columns. */
export interface ThroughFilter {
  readonly kind: 'through';
  readonly table: string;
  readonly column: string;
  /** Column of the joined table for each column of the sort that it can take over. */
  readonly place: Readonly<Record<string, string>>;
  /** The resource's own column that lists the values of the joined rows, where it has one. */
  readonly list?: string;
}

/**
 * What follows from the values of the column that the filter's name says, of a column that has an index; or an SQL condition over the row
 * `t` for each value of a vocabulary.
 */
export type FilterSource =
  | {
      readonly kind: 'implying';
      readonly implied: (values: readonly string[], t: string, scope: Scope) => string;
    }
  | { readonly kind: 'cases'; readonly where: Readonly<Record<string, (t: string, scope: Scope) => string>> }
  | ThroughFilter
  | { readonly kind: 'search' };

/** Other items that belong to an item: rows of a resource whose columns equal the item's. */
export interface Relation {
  readonly to: string;
  /** Column of the other table → column of this one. */
  readonly on: Readonly<Record<string, string>>;
  readonly many: boolean;
}

/**
 * state: keyed rows, as of an earlier block through `undo`. fact: cut by `block_number`. total: sums, from which the facts above the
 * block are taken out. read: what was read and is no state of the chain.
 */
export type TableKind = 'state' | 'fact' | 'total' | 'read';

/** Where a resource's items come from. What is not said here follows from the names: `orderedAt` is the column `ordered_at`. */
export interface Binding<S extends Shape = Shape> {
  readonly shape: S;
  readonly table: PgTable;
  readonly kind: TableKind;
  readonly key: readonly string[];
  readonly columns?: Readonly<Partial<Record<keyof S['view']['shape'] & string, string>>>;
  readonly fields?: Readonly<Partial<Record<keyof S['view']['shape'] & string, FieldSource>>>;
  /** Amounts that follow from others of a row, by the names of columns: each an SQL expression over the row `s`, by which an index sorts. */
  readonly computed?: Readonly<Record<string, string>>;
  readonly filters?: Readonly<Partial<Record<keyof S['filters'] & string, FilterSource>>>;
  readonly sorts: Readonly<Record<S['sorts'][number], SortSource>>;
  /** The queries that the table, a view, is the union of: each is read in its own order, for Postgres sorts such a union as a whole. */
  readonly branches?: readonly string[];
  /** A field that may be very large: a page ends early where its items would grow beyond a bound. */
  readonly weight?: { readonly field: string; readonly bytes: (t: string) => string };
  /** The column with the block of each column with a block time: a range of times becomes one of blocks, which an index has. */
  readonly times?: Readonly<Record<string, string>>;
  readonly relations?: Readonly<Record<string, Relation>>;
  /** The error of an item that is not there. */
  readonly unknown?: (key: readonly string[]) => Error;
}

/** Declares where a resource's items come from; the names are checked against its shape. */
export const bind = <S extends Shape>(binding: Binding<S>): Binding<S> => binding;

/** The order of the chain, of facts. */
export const byPlace = {
  block: { columns: ['block_number', 'log_index'], block: 'block_number' },
} as const satisfies Record<string, SortSource>;
