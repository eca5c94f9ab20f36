import type { RawLog } from '@atoll/chain/raw-log';
import type { Sql } from './connection.ts';
import { copiedColumns, copiedLogs } from './copied-logs.ts';

/**
 * The logs that are kept of blocks, in their order, by about so many and whole blocks, since shares are known by a log that is not their
 * first. Read in one go, as whoever takes them has time: whoever stops before the end closes the connection.
 *
 * @param input.after the block after which they begin
 * @param input.limit logs of a batch, about
 * @throws CopyBroken where not all of them came
 * @example for await (const logs of keptLogs(sql, { after: -1, upTo: 20_000, limit: 1_000 })) apply(logs);
 */
export async function* keptLogs(
  sql: Sql,
  input: { after: number; upTo: number; limit: number },
): AsyncGenerator<readonly RawLog[]> {
  const { after, upTo, limit } = input;
  const stream = await sql`
    copy (
      select ${sql.unsafe(copiedColumns)} from logs
      where block_number > ${sql.unsafe(String(after))} and block_number <= ${sql.unsafe(String(upTo))}
      order by block_number, log_index
    ) to stdout with (format binary)`.readable();
  let batch: RawLog[] = [];
  for await (const logs of copiedLogs(stream)) {
    for (const log of logs) {
      const last = batch.at(-1);
      if (last !== undefined && batch.length >= limit && last.blockNumber !== log.blockNumber) {
        yield batch;
        batch = [];
      }
      batch.push(log);
    }
  }
  if (batch.length > 0) yield batch;
}
