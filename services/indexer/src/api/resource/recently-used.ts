/** Values that were made for keys, so many of them, those that were used last. */
export class RecentlyUsed<Key, Value> {
  readonly #most: number;
  /** The one that was used longest ago comes first. */
  readonly #values = new Map<Key, Value>();

  constructor(most: number) {
    this.#most = most;
  }

  /** What is kept for the key, or what is made for it now; what throws is not kept. */
  get(key: Key, make: () => Value): Value {
    const kept = this.#values.get(key);
    const value = kept ?? make();
    if (kept !== undefined) this.#values.delete(key);
    this.#values.set(key, value);
    if (this.#values.size > this.#most) {
      for (const oldest of this.#values.keys()) {
        this.#values.delete(oldest);
        break;
      }
    }
    return value;
  }
}
