/** A value as the connection takes it. */
export type Parameter = string | number | readonly string[];

/** The parameters of a statement in the order in which it names them. */
export class Parameters {
  readonly values: Parameter[] = [];

  /** Adds a value and answers the place that stands for it, with its type. */
  add(value: Parameter, type: string): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }
}
