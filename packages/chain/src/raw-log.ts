import type { Address, Bytes32, Hex } from '@atoll/schemas/ids';
import { type Bytes, bytesOf, Recurring } from './follow/recurring.ts';

/** Where the parts of a log stand in its bytes; there is room for four topics however many it has, and the data ends it. */
export const partsOfLog = { address: 0, blockHash: 20, transactionHash: 52, topics: 84, data: 212 } as const;

export const mostTopics = 4;

/** Texts of accounts and hashes as logs have them: see `Recurring`. */
export const addresses = new Recurring<Address>(20);
export const hashes = new Recurring<Bytes32>(32);

/** What a log says of itself beside its bytes. */
export interface LogNumbers {
  /** Bytes of its data. */
  readonly dataLength: number;
  readonly topicCount: number;
  readonly blockNumber: number;
  /** Seconds; -1 where the node did not say and no header was read yet. */
  readonly blockTimestamp: number;
  readonly transactionIndex: number;
  readonly logIndex: number;
}

/** A log as texts and numbers. */
export interface PlainLog {
  readonly address: Address;
  readonly topics: readonly Bytes32[];
  readonly data: Hex;
  readonly blockNumber: number;
  readonly blockHash: Bytes32;
  readonly blockTimestamp: number;
  readonly transactionHash: Bytes32;
  readonly transactionIndex: number;
  readonly logIndex: number;
}

/**
 * A log of one of the followed contracts, not decoded: bytes, which it shares with the others of its answer, so that a mirror can copy and
 * decode them without making texts of all that nobody reads.
 *
 * @example
 * const log = RawLog.of({ address, topics: [topic], data: '0x', blockNumber: 1, … });
 * log.topics[0]; // '0x…', made when asked for
 */
export class RawLog implements PlainLog {
  /** Bytes of this log and of others, which nobody changes. */
  readonly bytes: Bytes;
  /** Where its own begin: see `partsOfLog`. */
  readonly start: number;
  readonly dataLength: number;
  readonly topicCount: number;
  readonly blockNumber: number;
  readonly transactionIndex: number;
  readonly logIndex: number;
  blockTimestamp: number;

  constructor(bytes: Bytes, start: number, numbers: LogNumbers) {
    this.bytes = bytes;
    this.start = start;
    this.dataLength = numbers.dataLength;
    this.topicCount = numbers.topicCount;
    this.blockNumber = numbers.blockNumber;
    this.blockTimestamp = numbers.blockTimestamp;
    this.transactionIndex = numbers.transactionIndex;
    this.logIndex = numbers.logIndex;
  }

  /** The log that texts describe. */
  static of(plain: PlainLog): RawLog {
    const data = Buffer.from(plain.data.slice(2), 'hex');
    const page = new ArrayBuffer(partsOfLog.data + data.length);
    const bytes = Buffer.from(page);
    bytes.write(plain.address.slice(2), partsOfLog.address, 'hex');
    bytes.write(plain.blockHash.slice(2), partsOfLog.blockHash, 'hex');
    bytes.write(plain.transactionHash.slice(2), partsOfLog.transactionHash, 'hex');
    for (const [index, topic] of plain.topics.entries())
      bytes.write(topic.slice(2), partsOfLog.topics + 32 * index, 'hex');
    data.copy(bytes, partsOfLog.data);
    return new RawLog(bytesOf(page), 0, {
      ...plain,
      dataLength: data.length,
      topicCount: plain.topics.length,
    });
  }

  /** A log of which nothing is known but what it says, to decode that. */
  static saying(topics: readonly Bytes32[], data: Hex): RawLog {
    const unknown = { address: '0x', blockHash: '0x', transactionHash: '0x' } as const;
    const nowhere = { blockNumber: 0, blockTimestamp: 0, transactionIndex: 0, logIndex: 0 };
    return RawLog.of({ ...unknown, ...nowhere, topics, data });
  }

  get address(): Address {
    return addresses.read(this.bytes, this.start + partsOfLog.address);
  }

  get blockHash(): Bytes32 {
    return hashes.read(this.bytes, this.start + partsOfLog.blockHash);
  }

  get transactionHash(): Bytes32 {
    return hashes.read(this.bytes, this.start + partsOfLog.transactionHash);
  }

  /** The first topic, which says what the others and the data are. */
  get signature(): Bytes32 | undefined {
    return this.topicCount === 0 ? undefined : hashes.read(this.bytes, this.start + partsOfLog.topics);
  }

  get topics(): Bytes32[] {
    return Array.from({ length: this.topicCount }, (_, index) =>
      hashes.read(this.bytes, this.start + partsOfLog.topics + 32 * index),
    );
  }

  get data(): Hex {
    return `0x${this.#part('data').toString('hex')}`;
  }

  /** Whether another log has the same bytes in one of its parts. */
  agrees(other: RawLog, part: keyof typeof partsOfLog): boolean {
    return this.#part(part).equals(other.#part(part));
  }

  #part(part: keyof typeof partsOfLog): Buffer {
    const length = this.#lengthOf(part);
    const from = this.start + partsOfLog[part];
    return this.bytes.buffer.subarray(from, from + length);
  }

  #lengthOf(part: keyof typeof partsOfLog): number {
    if (part === 'address') return 20;
    if (part === 'topics') return 32 * this.topicCount;
    return part === 'data' ? this.dataLength : 32;
  }

  plain(): PlainLog {
    const { address, topics, data, blockNumber, blockHash } = this;
    const { blockTimestamp, transactionHash, transactionIndex, logIndex } = this;
    const numbers = { blockNumber, blockTimestamp, transactionIndex, logIndex };
    return { address, topics, data, blockHash, transactionHash, ...numbers };
  }
}
