/** Count, mean and spread of numbers that come one after the other, and how they fall into equal bins. */
export class Moments {
  readonly #range: { readonly from: number; readonly to: number };
  readonly #bins: number[];
  #count = 0;
  #missing = 0;
  #mean = 0;
  #squares = 0;
  #below = 0;
  #above = 0;

  constructor(range: { from: number; to: number; bins: number }) {
    this.#range = range;
    this.#bins = new Array<number>(range.bins).fill(0);
  }

  add(value: number): void {
    if (!Number.isFinite(value)) {
      this.#missing += 1;
      return;
    }
    // Welford's recurrence (Technometrics 4, 1962): exact enough after 10⁹ values, where sums of squares are not.
    this.#count += 1;
    const before = value - this.#mean;
    this.#mean += before / this.#count;
    this.#squares += before * (value - this.#mean);
    const { from, to } = this.#range;
    if (value < from) this.#below += 1;
    else if (value > to) this.#above += 1;
    else {
      const bin = Math.min(
        this.#bins.length - 1,
        Math.floor(((value - from) / (to - from)) * this.#bins.length),
      );
      this.#bins[bin] = (this.#bins[bin] ?? 0) + 1;
    }
  }

  /** No least and no greatest value: each would be that of one row. */
  view() {
    return {
      count: this.#count,
      notFinite: this.#missing,
      mean: this.#count === 0 ? null : this.#mean,
      standardDeviation: this.#count < 2 ? null : Math.sqrt(this.#squares / (this.#count - 1)),
      histogram: { ...this.#range, below: this.#below, counts: this.#bins, above: this.#above },
    };
  }
}
