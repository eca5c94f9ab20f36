import type { Address } from '@atoll/schemas/ids';

export interface Discovered {
  readonly address: Address;
  /** The block in which it was told of, and from which its logs count. */
  readonly block: number;
}

/** The contracts whose logs are read: those known at the start, and those that logs told of, each from its block on. */
export class Watched {
  #list: Discovered[] = [];
  #addresses: readonly Address[] = [];
  #known = new Set<Address>();

  constructor(addresses: readonly Address[], discovered: readonly Discovered[]) {
    this.add([...addresses.map((address) => ({ address, block: 0 })), ...discovered]);
  }

  /** All of them, in the order in which they became known. */
  get addresses(): readonly Address[] {
    return this.#addresses;
  }

  has(address: Address): boolean {
    return this.#known.has(address);
  }

  /** Those that became known after the first `count`. */
  since(count: number): readonly Discovered[] {
    return this.#list.slice(count);
  }

  add(discovered: readonly Discovered[]): void {
    const fresh = discovered.filter(({ address }) => !this.#known.has(address));
    if (fresh.length === 0) return;
    this.#replace([...this.#list, ...fresh]);
  }

  /** Forgets what a branch told of that is gone. */
  undoAbove(block: number): void {
    if (this.#list.some((each) => each.block > block)) {
      this.#replace(this.#list.filter((each) => each.block <= block));
    }
  }

  #replace(list: Discovered[]): void {
    const unique = new Map(list.map((each) => [each.address, each]));
    this.#list = [...unique.values()];
    this.#addresses = [...unique.keys()];
    this.#known = new Set(unique.keys());
  }
}
