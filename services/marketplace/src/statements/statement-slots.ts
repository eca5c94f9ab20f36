import { TooManyStatements } from './errors.ts';

/** How many statements are made at once: each holds its lines in memory and asks the indexer a great deal. */
export interface StatementSlots {
  /** @throws TooManyStatements */
  take(): Disposable;
}

export function createStatementSlots(total: number): StatementSlots {
  let taken = 0;
  return {
    take() {
      if (taken >= total) throw new TooManyStatements();
      taken += 1;
      let open = true;
      return {
        [Symbol.dispose]() {
          if (open) taken -= 1;
          open = false;
        },
      };
    },
  };
}
