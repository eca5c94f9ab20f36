import { setImmediate as immediate } from 'node:timers/promises';
import { type Transaction } from './connection.ts';
import { CopyRefused } from './errors.ts';

/**
 * Streams rows into a table by COPY, which takes a tenth of the time of INSERT.
 *
 * The driver never tells of a COPY that the database refuses at its end (porsager/postgres#1173), so a query of no consequence follows:
 * it is answered after the COPY, and where that failed the transaction is aborted and so is the query.
 * @param table its name, qualified where the search path does not find it
 * @param chunks rows in COPY's binary format
 * @throws CopyRefused
 */
export async function copyChunks(
  transaction: Transaction,
  table: string,
  columns: readonly string[],
  chunks: Iterable<Buffer>,
): Promise<void> {
  const stream = await transaction`
    copy ${transaction(table)} (${transaction([...columns])}) from stdin with (format binary)`.writable();
  let failure: Error | undefined;
  stream.on('error', (error: Error) => {
    failure = error;
  });
  for (const chunk of chunks) {
    // Answered when the bytes are with the socket, or when an error has destroyed the stream.
    await new Promise<void>((resolve) => {
      stream.write(chunk, () => resolve());
    });
    if (failure !== undefined) throw new CopyRefused(table, failure);
  }
  // Once the last bytes are with the socket, `end` closes the COPY before the next turn of the event loop.
  stream.end();
  await immediate();
  try {
    await transaction`select 1`;
  } catch (cause) {
    throw new CopyRefused(table, failure ?? cause);
  }
}
