import type { Transaction } from './connection.ts';

/** Milliseconds between two signs of life. */
const everyMs = 500;

/**
 * Waits for work that goes on beside an open transaction, and lets the database hear of it meanwhile: it ends the session of a writer that
 * says nothing for too long, which may be frozen.
 */
export async function keepOpen<T>(transaction: Transaction, work: Promise<T>): Promise<T> {
  let sign: Promise<unknown> | undefined;
  const signs = setInterval(() => {
    // One that waits behind a long statement is enough. Should it fail, so does what comes next in the transaction.
    sign ??= transaction`select 1`.then(
      () => (sign = undefined),
      () => undefined,
    );
  }, everyMs);
  try {
    return await work;
  } finally {
    clearInterval(signs);
    await sign;
  }
}
