import { rake } from './consistent.ts';
import type { MeasuredPair } from './measure.ts';
import type { RandomSource } from './random.ts';

/** A column's place in the forest: drawn by itself, or given its parent's cell. */
interface Node {
  readonly column: number;
  readonly parent: number | undefined;
  /** Cumulative shares of the column's cells: one list, or one for each cell of the parent. */
  readonly cumulative: readonly (readonly number[])[];
}

/**
 * What rows are drawn from: columns in an order in which each comes after its parent.
 *
 * @param shares of each column's cells, with sum 1
 * @param rows of the table, as measured
 */
export function planForest(
  shares: readonly (readonly number[])[],
  pairs: readonly MeasuredPair[],
  rows: number,
): Node[] {
  const nodes: Node[] = [];
  const seen = new Set<number>();
  for (const root of shares.keys()) {
    if (seen.has(root)) continue;
    seen.add(root);
    nodes.push({ column: root, parent: undefined, cumulative: [cumulate(shares[root] ?? [])] });
    // Nodes are appended while they are walked: those of this tree, one level after the other.
    for (let at = nodes.length - 1; at < nodes.length; at++) {
      const parent = nodes[at]?.column;
      for (const pair of pairs) {
        const isFirst = pair.first === parent;
        if (!isFirst && pair.second !== parent) continue;
        const child = isFirst ? pair.second : pair.first;
        if (parent === undefined || seen.has(child)) continue;
        seen.add(child);
        nodes.push({ column: child, parent, cumulative: conditional(shares, pair, { isFirst, rows }) });
      }
    }
  }
  return nodes;
}

function conditional(
  shares: readonly (readonly number[])[],
  pair: MeasuredPair,
  { isFirst, rows }: { isFirst: boolean; rows: number },
): number[][] {
  const [left, right] = [shares[pair.first] ?? [], shares[pair.second] ?? []];
  const joint = rake(pair.counts, left, right, rows);
  const child = isFirst ? right : left;
  return (isFirst ? left : right).map((_, given) => {
    const row = child.map((_share, cell) =>
      isFirst ? (joint[given * right.length + cell] ?? 0) : (joint[cell * right.length + given] ?? 0),
    );
    return cumulate(row.some((value) => value > 0) ? row : child);
  });
}

function cumulate(shares: readonly number[]): number[] {
  let sum = 0;
  return shares.map((share) => (sum += share));
}

/** Draws one row: the cell of each column, by its place in the table. */
export function drawCells(nodes: readonly Node[], random: RandomSource): number[] {
  const cells: number[] = [];
  for (const { column, parent, cumulative } of nodes) {
    const given = parent === undefined ? 0 : (cells[parent] ?? 0);
    const shares = cumulative[given] ?? cumulative[0] ?? [1];
    const at = random.unit() * (shares.at(-1) ?? 1);
    const cell = shares.findIndex((share) => at < share);
    cells[column] = cell < 0 ? shares.length - 1 : cell;
  }
  return cells;
}
