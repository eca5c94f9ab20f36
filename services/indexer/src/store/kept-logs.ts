import { mostTopics, partsOfLog, RawLog } from '@atoll/chain/raw-log';
import { type Bytes, bytesOf } from '@atoll/chain/follow/recurring';
import type { Sql } from './connection.ts';

/** Zeros in the place of a topic that a log has not. */
const noTopic = `'\\x${'00'.repeat(32)}'::bytea`;

const topics = Array.from({ length: mostTopics }, (_, index) => `topic${index}`);

/** Numbers, each in eight bytes, and then a log's bytes as `partsOfLog` has them: nothing is to be put together here. */
const columns = `
  block_number, log_index, block_timestamp, transaction_index, num_nonnulls(${topics.join(', ')})::bigint,
  address || block_hash || transaction_hash || ${topics.map((topic) => `coalesce(${topic}, ${noTopic})`).join(' || ')} || data`;
const numbers = 5;

/** Bytes before the first row: signature, flags and the length of an extension, which is none. */
const headerBytes = 19;
const extensionLength = 15;
/** A row begins with the number of its fields, and each field with its length. */
const fieldsBytes = 2;
const lengthBytes = 4;
const numberBytes = lengthBytes + 8;
/** Before the bytes of a log. */
const rowStart = fieldsBytes + numbers * numberBytes + lengthBytes;
/** What stands in the place of a row's number of fields after the last one. */
const trailer = -1;

/** A number of eight bytes; none that is kept takes more than 53 bits. */
const numberAt = ({ view }: Bytes, at: number): number =>
  view.getInt32(at) * 2 ** 32 + view.getUint32(at + 4);

/** Takes rows out of what a COPY in binary sends, cut wherever it is cut. */
class CopiedLogs {
  #rest: Buffer = Buffer.alloc(0);
  #begun = false;

  /** The logs that are whole with these bytes. They share them. */
  take(chunk: Buffer): RawLog[] {
    // A buffer of its own, since what is read comes in those of the connection, which reads on.
    const joined = new Uint8Array(this.#rest.length + chunk.length);
    joined.set(this.#rest);
    joined.set(chunk, this.#rest.length);
    const bytes = bytesOf(joined.buffer);
    let at = 0;
    if (!this.#begun) {
      if (joined.length < headerBytes) return this.#keep(bytes, at);
      at = headerBytes + bytes.view.getInt32(extensionLength);
      this.#begun = true;
    }
    const logs: RawLog[] = [];
    for (;;) {
      const start = at + rowStart;
      if (joined.length < at + fieldsBytes || bytes.view.getInt16(at) === trailer || joined.length < start)
        break;
      const length = bytes.view.getInt32(start - lengthBytes);
      if (joined.length < start + length) break;
      const number = (index: number) => numberAt(bytes, at + fieldsBytes + index * numberBytes + lengthBytes);
      logs.push(
        new RawLog(bytes, start, {
          blockNumber: number(0),
          logIndex: number(1),
          blockTimestamp: number(2),
          transactionIndex: number(3),
          topicCount: number(4),
          dataLength: length - partsOfLog.data,
        }),
      );
      at = start + length;
    }
    return this.#keep(bytes, at, logs);
  }

  #keep({ buffer }: Bytes, from: number, logs: RawLog[] = []): RawLog[] {
    this.#rest = buffer.subarray(from);
    return logs;
  }
}

/**
 * The logs that are kept of blocks, in their order, by about so many and whole blocks, since shares are known by a log that is not their
 * first. Read in one go, as whoever takes them has time: whoever stops before the end closes the connection.
 *
 * @param input.after the block after which they begin
 * @param input.limit logs of a batch, about
 * @example for await (const logs of keptLogs(sql, { after: -1, upTo: 20_000, limit: 1_000 })) apply(logs);
 */
export async function* keptLogs(
  sql: Sql,
  input: { after: number; upTo: number; limit: number },
): AsyncGenerator<readonly RawLog[]> {
  const { after, upTo, limit } = input;
  const stream = await sql`
    copy (
      select ${sql.unsafe(columns)} from logs
      where block_number > ${sql.unsafe(String(after))} and block_number <= ${sql.unsafe(String(upTo))}
      order by block_number, log_index
    ) to stdout with (format binary)`.readable();
  const copied = new CopiedLogs();
  let batch: RawLog[] = [];
  for await (const chunk of stream) {
    for (const log of copied.take(chunk)) {
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
