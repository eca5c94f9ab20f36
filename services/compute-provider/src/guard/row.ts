import type { Token, TokenSink } from './tokens.ts';
import { minTokens, type TokenRun, windowBits } from './windows.ts';

/** Longest row whose values are compared regardless of their order. */
const maxRow = 8192;

/** The values of one row. */
export class Row implements TokenSink {
  readonly high = new Uint32Array(maxRow);
  readonly low = new Uint32Array(maxRow);
  readonly #coarse = new Uint32Array(maxRow);
  readonly #bits = new Float32Array(maxRow);
  readonly #coarseBits = new Float32Array(maxRow);
  #isRounded = false;
  size = 0;
  weak = 0;
  #coarseWeak = 0;

  push(token: Token): void {
    if (this.size >= maxRow) {
      this.size = maxRow + 1;
      return;
    }
    this.high[this.size] = token.high;
    this.low[this.size] = token.low;
    this.#bits[this.size] = token.bits;
    this.#coarse[this.size] = token.coarse.low;
    this.#coarseBits[this.size] = token.coarse.bits;
    this.weak = (this.weak + token.code) >>> 0;
    this.#coarseWeak = (this.#coarseWeak + token.coarse.code) >>> 0;
    if (token.coarse.low !== token.low) this.#isRounded = true;
    this.size += 1;
  }

  clear(): void {
    this.size = 0;
    this.weak = this.#coarseWeak = 0;
    this.#isRounded = false;
  }

  /** Whether it may be compared at all. */
  get fits(): boolean {
    return this.size >= minTokens && this.size <= maxRow;
  }

  /** The forms in which it is known: as it is and, where that is another one, in fewer digits. */
  *forms(): Generator<RowForm> {
    const { high, size } = this;
    yield { high, low: this.low, bits: this.#bits, weak: this.weak, size };
    if (this.#isRounded)
      yield { high, low: this.#coarse, bits: this.#coarseBits, weak: this.#coarseWeak, size };
  }
}

export interface RowForm extends TokenRun {
  readonly bits: Float32Array;
  /** Sum over the values, in whatever order: for a first look. */
  readonly weak: number;
  readonly size: number;
}

/** Whether a row says enough to be told from others by its set of values. */
export function isDistinct({ high, low, bits, size }: RowForm): boolean {
  const seen = new Set<number>();
  let sum = 0;
  for (let at = 0; at < size && sum < windowBits; at++) {
    const name = (high[at] ?? 0) * 2 ** 21 + (low[at] ?? 0);
    if (seen.has(name)) continue;
    seen.add(name);
    sum += bits[at] ?? 0;
  }
  return sum >= windowBits;
}

/** The values of a row in an order of their own. */
export function sorted({ high, low, size }: RowForm): TokenRun {
  const order = Array.from({ length: size }, (_, index) => index).sort(
    (a, b) => (high[a] ?? 0) - (high[b] ?? 0) || (low[a] ?? 0) - (low[b] ?? 0),
  );
  return {
    high: Uint32Array.from(order, (index) => high[index] ?? 0),
    low: Uint32Array.from(order, (index) => low[index] ?? 0),
  };
}
