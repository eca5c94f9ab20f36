import { mostTopics, partsOfLog, RawLog } from '@atoll/chain/raw-log';
import { type Bytes, bytesOf } from '@atoll/chain/follow/recurring';
import { CopyBroken } from './errors.ts';

/** Zeros in the place of a topic that a log has not. */
const noTopic = `'\\x${'00'.repeat(32)}'::bytea`;

const topics = Array.from({ length: mostTopics }, (_, index) => `topic${index}`);

/**
 * What is to be selected of `logs`: numbers, each in eight bytes, and then a log's bytes as `partsOfLog` has them. Nothing is to be put
 * together here.
 */
export const copiedColumns = `
  block_number, log_index, block_timestamp, transaction_index, num_nonnulls(${topics.join(', ')})::bigint,
  address || block_hash || transaction_hash || ${topics.map((topic) => `coalesce(${topic}, ${noTopic})`).join(' || ')} || data`;
const numbers = 5;
const fields = numbers + 1;

/** What a binary COPY begins with. Source: Postgres, "COPY", Binary Format. */
const signature = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
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

/** What was read so far. */
class Reading {
  #rest: Buffer = Buffer.alloc(0);
  #begun = false;
  #ended = false;

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
      if (!signature.equals(joined.subarray(0, signature.length)))
        throw new CopyBroken('it begins with another signature');
      at = headerBytes + bytes.view.getInt32(extensionLength);
      this.#begun = true;
    }
    const logs: RawLog[] = [];
    while (!this.#ended && joined.length >= at + fieldsBytes) {
      const found = bytes.view.getInt16(at);
      if (found === trailer) {
        this.#ended = true;
        at += fieldsBytes;
        break;
      }
      if (found !== fields) throw new CopyBroken(`a row has ${found} fields in place of ${fields}`);
      const start = at + rowStart;
      if (joined.length < start) break;
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

  /** Called when nothing more comes. */
  end(): void {
    if (!this.#ended) throw new CopyBroken('it ended before its trailer');
    if (this.#rest.length > 0) throw new CopyBroken(`${this.#rest.length} bytes follow its trailer`);
  }

  #keep({ buffer }: Bytes, from: number, logs: RawLog[] = []): RawLog[] {
    this.#rest = buffer.subarray(from);
    return logs;
  }
}

/**
 * Takes logs out of what a COPY in binary sends, cut wherever it is cut: of each piece those that are whole with it.
 *
 * @throws CopyBroken where it is none, or where it ends before its trailer or goes on after it
 */
export async function* copiedLogs(pieces: AsyncIterable<Buffer>): AsyncGenerator<readonly RawLog[]> {
  const reading = new Reading();
  for await (const piece of pieces) yield reading.take(piece);
  reading.end();
}
