import type { CoarseToken, Token } from './tokens.ts';

/** Surprise that a window has to carry before it is taken for part of a record, in bits, and least number of values. */
export const windowBits = 48;
export const minTokens = 3;
/** Longest window: where values say too little, there is none. */
const maxTokens = 64;

/** Values in order, in memory that does not grow. */
export interface TokenRun {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
}

export type WindowVisitor = (windows: Windows, from: number, to: number) => void;

/**
 * Cuts a sequence of values into windows: from each value on, the shortest run that carries {@link windowBits}. It depends on
 * nothing before its first value, so the same run of values has the same window wherever it stands. A value counts once in a window, and
 * steps of equal size not at all: zeros, counters, axes and a column of a few classes make no window.
 */
export class Windows {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
  /** Of each value both halves in one. */
  readonly codes: Uint32Array;
  /** Of each value the mark that it was pushed with. */
  readonly marks: Float64Array;
  readonly #full: Float32Array;
  readonly #fresh: Float32Array;
  readonly #visit: WindowVisitor;
  readonly #begins: ((windows: Windows, at: number) => boolean) | undefined;
  #size = 0;
  #at = 0;
  #last = Number.NaN;
  #before = Number.NaN;
  #slack = 0;

  /** @param begins whether a window may begin at a value; left out, at every one */
  constructor(visit: WindowVisitor, capacity = 1024, begins?: (windows: Windows, at: number) => boolean) {
    this.#visit = visit;
    this.#begins = begins;
    this.high = new Uint32Array(capacity);
    this.low = new Uint32Array(capacity);
    this.codes = new Uint32Array(capacity);
    this.marks = new Float64Array(capacity);
    this.#full = new Float32Array(capacity);
    this.#fresh = new Float32Array(capacity);
  }

  /** @param form what of the value is taken */
  push(high: number, form: Pick<Token, keyof CoarseToken>, mark: number): void {
    if (this.#size === this.high.length) this.#flush(false);
    const at = this.#size++;
    this.high[at] = high;
    this.low[at] = form.low;
    this.codes[at] = form.code;
    this.marks[at] = mark;
    this.#full[at] = form.bits;
    this.#fresh[at] = this.#isOld(at, form) ? 0 : form.bits;
    this.#before = this.#last;
    this.#last = form.value;
    this.#slack = form.slack;
  }

  /** The sequence ends here; the next value begins another. */
  end(): void {
    this.#flush(true);
    this.#size = 0;
    this.#at = 0;
    this.#last = this.#before = Number.NaN;
  }

  #isOld(at: number, { value, slack }: Pick<Token, 'value' | 'slack'>): boolean {
    if (at > 0 && this.#same(at, at - 1)) return true;
    if (at > 1 && this.#same(at, at - 2)) return true;
    const step = value - this.#last;
    return (
      Math.abs(step - (this.#last - this.#before)) <=
      Math.max(slack, this.#slack) * Math.max(value, this.#before)
    );
  }

  #same(one: number, other: number): boolean {
    return this.high[one] === this.high[other] && this.low[one] === this.low[other];
  }

  /** Visits every window that is complete, then moves what is left to the front. */
  #flush(last: boolean): void {
    const until = last ? this.#size : this.#size - maxTokens;
    for (; this.#at < until; this.#at++) {
      if (this.#begins?.(this, this.#at) === false) continue;
      const to = this.#endOf(this.#at);
      if (to !== undefined) this.#visit(this, this.#at, to);
    }
    // Two values stay before the next start, for what repeats them.
    const keep = Math.max(0, this.#at - 2);
    for (const kept of [this.high, this.low, this.codes, this.marks, this.#full, this.#fresh])
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

/** A cheap hash of a window, for a first look; it is never stored in clear. */
export function weakHash({ codes }: Windows, from: number, to: number): number {
  let hash = to - from;
  for (let at = from; at < to; at++) {
    hash = Math.imul(hash ^ (codes[at] ?? 0), 0x85ebca6b);
    hash ^= hash >>> 15;
  }
  return Math.imul(hash, 0xc2b2ae35) >>> 0;
}
