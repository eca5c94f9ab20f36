/** Of block time; a day is one of UTC. */
export const secondsOfDay = 86_400;

/** A table of sums over facts. */
export interface Total {
  readonly table: string;
  readonly keys: readonly string[];
  readonly sums: readonly string[];
  /** The totals that this one is summed from, beside facts. */
  readonly from: readonly Total[];
  /**
   * Facts of the blocks `from` < block <= `to`, summed by key, as an SQL query: a column for each key and sum. What another total sums of
   * the same blocks is a table to it: `spanOf`. Never a row whose sums are all nothing, for that is what is left of a key whose facts
   * were all taken out.
   */
  readonly sum: (from: string, to: string) => string;
}

/** The name by which a total's sums over a span are known while others are summed from them. */
export const spanOf = (table: string): string => `${table}_of_span`;

/** Sums over a span under the names by which others know them. */
export const spans = (some: readonly Total[], from: string, to: string): string =>
  some.map(({ table, sum }) => `${spanOf(table)} as materialized (${sum(from, to)})`).join(', ');

/** What a total sums of the blocks `from` < block <= `to`, as a query by itself. */
export function deltaOf(total: Total, from: string, to: string): string {
  const others = total.from.length === 0 ? '' : `with ${spans(total.from, from, to)}`;
  return `${others} ${total.sum(from, to)}`;
}
