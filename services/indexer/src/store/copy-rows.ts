import { setImmediate as immediate } from 'node:timers/promises';
import { type Transaction } from './connection.ts';
import { CopyRefused } from './errors.ts';

/** Characters that are handed over at once. */
const chunkSize = 1 << 17;

/**
 * Streams rows into a table by COPY, which takes a tenth of the time of INSERT.
 *
 * The driver never tells of a COPY that the database refuses at its end (porsager/postgres#1173), so a query of no consequence follows:
 * it is answered after the COPY, and where that failed the transaction is aborted and so is the query.
 * @param table its name, qualified where the search path does not find it
 * @param lines rows in COPY's text format, each with its line end
 * @throws CopyRefused
 */
export async function copyRows(
  transaction: Transaction,
  table: string,
  columns: readonly string[],
  lines: Iterable<string>,
): Promise<void> {
  const stream = await transaction`
    copy ${transaction(table)} (${transaction([...columns])}) from stdin`.writable();
  let failure: Error | undefined;
  stream.on('error', (error: Error) => {
    failure = error;
  });
  let chunk = '';
  const handOver = async (text: string) => {
    // Answered when the bytes are with the socket, or when an error has destroyed the stream.
    await new Promise<void>((resolve) => {
      stream.write(text, () => resolve());
    });
    if (failure !== undefined) throw new CopyRefused(table, failure);
  };
  for (const line of lines) {
    chunk += line;
    if (chunk.length < chunkSize) continue;
    await handOver(chunk);
    chunk = '';
  }
  // Once the last bytes are with the socket, `end` closes the COPY before the next turn of the event loop.
  await handOver(chunk);
  stream.end();
  await immediate();
  try {
    await transaction`select 1`;
  } catch (cause) {
    throw new CopyRefused(table, failure ?? cause);
  }
}
