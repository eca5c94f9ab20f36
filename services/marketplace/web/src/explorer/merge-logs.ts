/** Where an event stands in the chain. */
interface Placed {
  readonly blockNumber: number;
  readonly logIndex: number;
}

/** One listing of several that are read side by side: what was read of it so far, newest first, and whether more follows. */
export interface Reading<Item extends Placed> {
  readonly items: readonly Item[];
  readonly more: boolean;
}

const newestFirst = (one: Placed, other: Placed): number =>
  other.blockNumber - one.blockNumber || other.logIndex - one.logIndex;

/**
 * Several listings as one, newest first, each event once. What is older than the end of a listing that goes on is held back: something that
 * belongs before it may still come.
 */
export function mergeLogs<Item extends Placed>(readings: readonly Reading<Item>[]): Item[] {
  const ends = readings.flatMap(({ items, more }) => (more ? (items.at(-1) ?? []) : []));
  const shownTo = ends.length === 0 ? undefined : ends.reduce((a, b) => (newestFirst(a, b) < 0 ? a : b));
  const merged = new Map<string, Item>();
  for (const { items } of readings) {
    for (const item of items) {
      if (shownTo !== undefined && newestFirst(item, shownTo) > 0) continue;
      merged.set(`${item.blockNumber} ${item.logIndex}`, item);
    }
  }
  return [...merged.values()].sort(newestFirst);
}
