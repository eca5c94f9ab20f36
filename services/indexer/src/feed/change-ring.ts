import type { ToldChange } from './read-changes.ts';

/**
 * The last changes, in order, up to a number and a size: whoever comes back after a short while is served from here without a query.
 */
export class ChangeRing {
  #entries: ToldChange[] = [];
  #start = 0;
  #bytes = 0;
  /** The id after which everything is here. */
  #floor: number;
  readonly #limits: { readonly entries: number; readonly bytes: number };

  constructor(floor: number, limits = { entries: 10_000, bytes: 16 * 1024 * 1024 }) {
    this.#floor = floor;
    this.#limits = limits;
  }

  get newest(): number {
    return this.#entries.at(-1)?.id ?? this.#floor;
  }

  get floor(): number {
    return this.#floor;
  }

  push(changes: readonly ToldChange[]): void {
    for (const change of changes) {
      this.#entries.push(change);
      this.#bytes += change.frame.byteLength;
    }
    while (this.#entries.length - this.#start > this.#limits.entries || this.#bytes > this.#limits.bytes) {
      const gone = this.#entries[this.#start];
      if (gone === undefined) break;
      this.#floor = gone.id;
      this.#bytes -= gone.frame.byteLength;
      this.#start += 1;
    }
    // Cut off now and then, not for each entry.
    if (this.#start > this.#limits.entries) {
      this.#entries = this.#entries.slice(this.#start);
      this.#start = 0;
    }
  }

  /** The changes after an id; undefined where some of them are no longer here. */
  after(id: number): readonly ToldChange[] | undefined {
    if (id < this.#floor) return undefined;
    let low = this.#start;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#entries[middle]?.id ?? 0) <= id) low = middle + 1;
      else high = middle;
    }
    return this.#entries.slice(low);
  }

  /** Forgets everything up to an id. */
  reset(floor: number): void {
    this.#entries = [];
    this.#start = 0;
    this.#bytes = 0;
    this.#floor = floor;
  }
}
