/** The same facts twice: as the mirror has them, and as the contracts answer. */
export interface Twice {
  readonly mirror: readonly unknown[];
  readonly chain: readonly unknown[];
}

/** For each row its facts twice, in the rows' order. */
export async function twice<Row>(
  rows: readonly Row[],
  mirrored: (row: Row) => unknown,
  answered: (row: Row) => Promise<unknown>,
): Promise<Twice> {
  return { mirror: rows.map(mirrored), chain: await Promise.all(rows.map(answered)) };
}
