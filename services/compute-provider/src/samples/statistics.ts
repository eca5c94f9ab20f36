import type { ColumnStatistics } from '@atoll/schemas/metadata/statistics';
import { type ColumnModel, dateOf } from './column-domain.ts';

/** Digits of what is computed from counts: more would pretend to an accuracy that noise takes away. */
const digits = 4;

/**
 * What is told of a column, from the shares of its cells alone.
 * @param rows of the table, as measured
 */
export function describeColumn(
  model: ColumnModel,
  shares: readonly number[],
  rows: number,
): ColumnStatistics {
  const missing = shares.at(-1) ?? 0;
  const told = { name: model.name, kind: model.kind, missing: rounded(missing) };
  const counts = shares.slice(0, -1).map((share) => Math.round(share * rows));
  if (model.categories !== undefined)
    return {
      ...told,
      categories: model.categories.map((value, index) => ({ value, rows: counts[index] ?? 0 })),
    };
  const edges = model.edges ?? [];
  const isDate = model.kind === 'date' || model.kind === 'datetime';
  const bound = (edge: number) => (isDate ? dateOf(edge) : rounded(edge, 6));
  const bins = counts.map((count, index) => ({
    from: bound(edges[index] ?? 0),
    to: bound(edges[index + 1] ?? 0),
    rows: count,
  }));
  const present = shares.slice(0, -1);
  const sum = present.reduce((total, share) => total + share, 0);
  if (isDate || sum <= 0) return { ...told, bins };
  const mean = present.reduce(
    (total, share, index) => total + (share / sum) * (((edges[index] ?? 0) + (edges[index + 1] ?? 0)) / 2),
    0,
  );
  const at = (quantile: number) => rounded(quantileOf(present, edges, quantile * sum));
  return { ...told, bins, mean: rounded(mean), quartiles: [at(0.25), at(0.5), at(0.75)] };
}

function quantileOf(shares: readonly number[], edges: readonly number[], wanted: number): number {
  let below = 0;
  for (const [index, share] of shares.entries()) {
    const [low, high] = [edges[index] ?? 0, edges[index + 1] ?? 0];
    if (below + share >= wanted && share > 0) return low + ((wanted - below) / share) * (high - low);
    below += share;
  }
  return edges.at(-1) ?? 0;
}

function rounded(value: number, to = digits): number {
  return Number(value.toPrecision(to));
}
