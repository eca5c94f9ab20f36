/**
 * The area under the ROC curve of scores that come one after the other, in a fixed amount of memory: scores are counted in 2²² bins by the
 * first 22 bits of their float32 form, which keeps their order, and two scores of one bin count as equal (13 bits of mantissa: next to 1,
 * scores that differ by less than 0.0001).
 *
 * @see Mann and Whitney, Annals of Mathematical Statistics 18 (1947): the area is the share of pairs that are in order
 */
export class RankCurve {
  readonly #positive = new Uint32Array(1 << 22);
  readonly #negative = new Uint32Array(1 << 22);
  readonly #float = new Float32Array(1);
  readonly #bits = new Uint32Array(this.#float.buffer);

  add(score: number, positive: boolean): void {
    this.#float[0] = score;
    const bits = this.#bits[0] ?? 0;
    // Negative numbers in reverse, before the positive ones.
    const key = (bits & 0x8000_0000) !== 0 ? ~bits >>> 0 : (bits | 0x8000_0000) >>> 0;
    const counts = positive ? this.#positive : this.#negative;
    const bin = key >>> 10;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }

  /** null where one of the classes does not occur. */
  area(): number | null {
    let [positives, negatives, ordered] = [0, 0, 0];
    for (let bin = 0; bin < this.#positive.length; bin++) {
      const positive = this.#positive[bin] ?? 0;
      const negative = this.#negative[bin] ?? 0;
      ordered += positive * (negatives + negative / 2);
      positives += positive;
      negatives += negative;
    }
    return positives === 0 || negatives === 0 ? null : ordered / (positives * negatives);
  }
}
