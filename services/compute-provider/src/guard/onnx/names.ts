import { ModelRefused } from './read-message.ts';

/** Names of inputs and outputs: the callers of a model use them, so they stay. */
const interfaceName = /^[\w.:/-]{1,128}$/;
const maxInterface = 1024;

/**
 * Gives every inner value a name that says nothing. One name stands for one value wherever it occurs, also in the graphs within, so what
 * refers to what stays the same.
 */
export class Names {
  readonly #kept: ReadonlySet<string>;
  readonly #values: Map<string, string>;
  readonly #dimensions = new Map<string, string>();
  #next = 0;

  /** @throws ModelRefused where a name of the interface is long or not plain, or there are too many */
  constructor(kept: readonly string[]) {
    if (kept.length > maxInterface)
      throw new ModelRefused(`it has more than ${maxInterface} inputs and outputs`);
    if (!kept.every((name) => interfaceName.test(name)))
      throw new ModelRefused('an input or output has a name that is not plain');
    this.#kept = new Set(kept);
    // No name at all stands for an input that is left out.
    this.#values = new Map([...kept, ''].map((name) => [name, name]));
  }

  value(name: string): string {
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    let made = `v${this.#next++}`;
    while (this.#kept.has(made)) made = `v${this.#next++}`;
    this.#values.set(name, made);
    return made;
  }

  dimension(name: string): string {
    const made = this.#dimensions.get(name) ?? `d${this.#dimensions.size}`;
    this.#dimensions.set(name, made);
    return made;
  }
}
