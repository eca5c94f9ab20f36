/** A number that an attack ends in. */
export interface Finding {
  /** Unique among all, e.g. `wash-price.hold`; the page quotes figures by it. */
  readonly id: string;
  readonly text: string;
  readonly value: number;
  readonly unit: string;
  /** What it must not exceed for the page's claim to hold. */
  readonly bar?: number;
}

/** What somebody could try, and what it comes to. */
export interface Attack {
  readonly name: string;
  readonly findings: readonly Finding[];
  /** What keeps it from paying, or from growing. */
  readonly boundedBy: string;
}
