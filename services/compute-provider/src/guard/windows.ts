import { type Token, type TokenSink } from './tokens.ts';

/** Surprise that a window has to carry before it is taken for part of a record, in bits, and least number of values. */
export const windowBits = 48;
const minTokens = 3;
/** Longest window: where values say too little, there is none. */
const maxTokens = 64;

/** Values in order, in memory that does not grow. */
export interface TokenRun {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
}

/**
 * Cuts a sequence of values into windows: from each value on, the shortest run that carries {@link windowBits}. It depends on
 * nothing before its first value, so the same run of values has the same window wherever it stands. A value counts once in a window, and
 * steps of equal size not at all: zeros, counters, axes and a column of a few classes make no window.
 */
export class Windows implements TokenSink {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
  /** Of each value the mark that it was pushed with. */
  readonly marks: Float64Array;
  readonly #full: Float32Array;
  readonly #fresh: Float32Array;
  readonly #visit: (windows: Windows, from: number, to: number) => void;
  #size = 0;
  #at = 0;
  #last = Number.NaN;
  #before = Number.NaN;

  constructor(visit: (windows: Windows, from: number, to: number) => void, capacity = 1024) {
    this.#visit = visit;
    this.high = new Uint32Array(capacity);
    this.low = new Uint32Array(capacity);
    this.marks = new Float64Array(capacity);
    this.#full = new Float32Array(capacity);
    this.#fresh = new Float32Array(capacity);
  }

  push(token: Token, mark = 0): void {
    if (this.#size === this.high.length) this.#flush(false);
    const at = this.#size++;
    this.high[at] = token.high;
    this.low[at] = token.low;
    this.marks[at] = mark;
    this.#full[at] = token.bits;
    this.#fresh[at] = this.#isOld(at, token.value) ? 0 : token.bits;
    this.#before = this.#last;
    this.#last = token.value;
  }

  /** The sequence ends here; the next value begins another. */
  end(): void {
    this.#flush(true);
    this.#size = 0;
    this.#at = 0;
    this.#last = this.#before = Number.NaN;
  }

  #isOld(at: number, value: number): boolean {
    if (at > 0 && this.#same(at, at - 1)) return true;
    if (at > 1 && this.#same(at, at - 2)) return true;
    const step = value - this.#last;
    return Math.abs(step - (this.#last - this.#before)) <= 1e-6 * Math.max(value, this.#before);
  }

  #same(one: number, other: number): boolean {
    return this.high[one] === this.high[other] && this.low[one] === this.low[other];
  }

  /** Visits every window that is complete, then moves what is left to the front. */
  #flush(last: boolean): void {
    const until = last ? this.#size : this.#size - maxTokens;
    for (; this.#at < until; this.#at++) {
      const to = this.#endOf(this.#at);
      if (to !== undefined) this.#visit(this, this.#at, to);
    }
    // Two values stay before the next start, for what repeats them.
    const keep = Math.max(0, this.#at - 2);
    for (const kept of [this.high, this.low, this.marks, this.#full, this.#fresh])
      kept.copyWithin(0, keep, this.#size);
    this.#size -= keep;
    this.#at -= keep;
  }

  /** Whether a value stands among those of a range. */
  #occurs(at: number, from: number, to: number): boolean {
    for (let other = from; other < to; other++) if (this.#same(at, other)) return true;
    return false;
  }

  #endOf(from: number): number | undefined {
    const most = Math.min(this.#size, from + maxTokens);
    let bits = this.#full[from] ?? 0;
    if (from + 1 < most && !this.#same(from, from + 1)) bits += this.#full[from + 1] ?? 0;
    for (let to = from + 2; to < most; to++) {
      const fresh = this.#fresh[to] ?? 0;
      if (fresh > 0 && !this.#occurs(to, from, to - 2)) bits += fresh;
      if (bits >= windowBits && to + 1 - from >= minTokens) return to + 1;
    }
    return undefined;
  }
}

/** Longest row whose values are compared regardless of their order. */
const maxRow = 8192;

/** The values of one row. */
export class Row implements TokenSink {
  readonly high = new Uint32Array(maxRow);
  readonly low = new Uint32Array(maxRow);
  readonly #bits = new Float32Array(maxRow);
  size = 0;
  /** Sum over the values, in whatever order: for a first look. */
  weak = 0;

  push(token: Token): void {
    if (this.size >= maxRow) {
      this.size = maxRow + 1;
      return;
    }
    this.high[this.size] = token.high;
    this.low[this.size] = token.low;
    this.#bits[this.size] = token.bits;
    this.weak = (this.weak + scramble(token.high, token.low)) >>> 0;
    this.size += 1;
  }

  clear(): void {
    this.size = 0;
    this.weak = 0;
  }

  /** Whether it may be compared at all. */
  get fits(): boolean {
    return this.size >= minTokens && this.size <= maxRow;
  }

  /** Whether it says enough to be told from others by its set of values. */
  get isDistinct(): boolean {
    const seen = new Set<number>();
    let bits = 0;
    for (let at = 0; at < this.size && bits < windowBits; at++) {
      const name = (this.high[at] ?? 0) * 2 ** 21 + (this.low[at] ?? 0);
      if (seen.has(name)) continue;
      seen.add(name);
      bits += this.#bits[at] ?? 0;
    }
    return bits >= windowBits;
  }

  /** The values in an order of their own. */
  sorted(): TokenRun {
    const order = Array.from({ length: this.size }, (_, index) => index).sort(
      (a, b) => (this.high[a] ?? 0) - (this.high[b] ?? 0) || (this.low[a] ?? 0) - (this.low[b] ?? 0),
    );
    return {
      high: Uint32Array.from(order, (index) => this.high[index] ?? 0),
      low: Uint32Array.from(order, (index) => this.low[index] ?? 0),
    };
  }
}

/** A cheap hash of a run of values, for a first look; it is never stored in clear. */
export function weakHash(run: TokenRun, from: number, to: number): number {
  let hash = to - from;
  for (let at = from; at < to; at++)
    hash = scramble(hash ^ (run.high[at] ?? 0), (run.low[at] ?? 0) + Math.imul(hash, 0x9e3779b1));
  return hash;
}

/** The finaliser of MurmurHash3 over both words. */
function scramble(high: number, low: number): number {
  let hash = Math.imul(high, 0xcc9e2d51) ^ low;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
