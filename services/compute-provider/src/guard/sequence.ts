import type { Token, TokenSink } from './tokens.ts';
import { Windows, type WindowVisitor } from './windows.ts';

/** One value in so many begins a window of values in fewer digits; which ones, the value itself says, so that a copy has the same. */
const coarseEvery = 4;
/** Values in a row without more digits after which there is no window in fewer digits left to make. */
const longestRun = 64;

/**
 * Values in order, cut into windows twice: as they are, and in fewer digits, so that a copy is recognised which was rounded. Where no value
 * has more digits the second windows are the first.
 */
export class Sequence implements TokenSink {
  readonly #exact: Windows;
  readonly #coarse: Windows;
  /** Values since the last one that has more digits than its coarse form. */
  #sinceRounded = longestRun;

  /** @param visitCoarse what is done with windows of values in fewer digits, where it is something else */
  constructor(visit: WindowVisitor, capacity = 1024, visitCoarse = visit) {
    this.#exact = new Windows(visit, capacity);
    this.#coarse = new Windows(visitCoarse, capacity, isCoarseStart);
  }

  push(token: Token, mark = 0): void {
    this.#exact.push(token.high, token, mark);
    if (token.coarse.low !== token.low) this.#sinceRounded = 0;
    else if (this.#sinceRounded === longestRun) return;
    else this.#sinceRounded += 1;
    this.#coarse.push(token.high, token.coarse, mark);
    if (this.#sinceRounded === longestRun) this.#coarse.end();
  }

  /** The sequence ends here; the next value begins another. */
  end(): void {
    this.#exact.end();
    this.#coarse.end();
  }
}

function isCoarseStart({ codes }: Windows, at: number): boolean {
  return (codes[at] ?? 0) % coarseEvery === 0;
}
