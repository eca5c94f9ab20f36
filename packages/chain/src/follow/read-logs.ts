import type { Address, Bytes32 } from '@atoll/schemas/ids';
import { type LogNumbers, mostTopics, partsOfLog, RawLog } from '../raw-log.ts';
import { hexDigit } from './hex.ts';
import type { JsonText } from './json-text.ts';
import { BlocksOfLogs, compareLogs, putInOrder } from './log-order.ts';
import { type Bytes, bytesOf } from './recurring.ts';
import { invalid, type RpcFailure } from './rpc-failure.ts';

/** What `eth_getLogs` was asked for. */
export interface AskedLogs {
  readonly addresses: ReadonlySet<Address>;
  readonly from: number;
  readonly to: number;
  /** Where the logs of one block were asked for by its hash. */
  readonly blockHash?: Bytes32;
}

const refuse = (what: string): RpcFailure => invalid(`eth_getLogs gave ${what}`);
const malformed = (field: string): RpcFailure => refuse(`a log without a proper ${field}`);

const quote = 34;
/** Most digits of a quantity that a double holds exactly. */
const mostDigits = 13;

/** Values of hex digits by their character codes. */
const noDigit = 255;
const hexDigits = Uint8Array.from({ length: 256 }, (_, code) =>
  hexDigit(code) < 0 ? noDigit : hexDigit(code),
);

/** What a log has to have. */
const fields = [
  'address',
  'topics',
  'data',
  'blockNumber',
  'blockHash',
  'transactionHash',
  'transactionIndex',
  'logIndex',
] as const;
type Field = (typeof fields)[number];
/** What it may have beside, as far as it matters here. */
const others = ['blockTimestamp', 'removed'] as const;
type Name = Field | (typeof others)[number];

/** Names by their lengths. */
const names: ReadonlyMap<number, readonly Name[]> = Map.groupBy(
  [...fields, ...others],
  ({ length }) => length,
);

/** A bit for each field, by which is known that it was read. */
const bits = new Map<Name, number>(fields.map((field, index) => [field, 1 << index]));
const allFields = (1 << fields.length) - 1;

/**
 * Where logs are put together before they are copied to where they stay, used again for each answer. A log takes fewer bytes than its
 * text does, and one that breaks off at most the room of its fixed parts more.
 */
let workspace = bytesOf(new ArrayBuffer(0));

/** Bytes up to which it is kept for the next answer. */
const keptSpace = 4 << 20;

function workspaceFor(text: Uint8Array): Bytes {
  const size = text.length + partsOfLog.data;
  if (workspace.buffer.length >= size) return workspace;
  const larger = bytesOf(new ArrayBuffer(size));
  if (size <= keptSpace) workspace = larger;
  return larger;
}

/**
 * Checks an answer to `eth_getLogs` and gives its logs in the order in which they happened: each has every field in its form, comes from
 * an address and a block that were asked for, was not removed, and has a block and index of its own; all logs of a block agree on its
 * hash, number and time. 400,000 logs/s with three topics and 400 bytes of data.
 *
 * @param json at the list, which is passed
 * @throws RpcFailure `invalid`
 */
export function readLogs(json: JsonText, asked: AskedLogs): RawLog[] {
  if (json.peek() !== '['.charCodeAt(0)) throw refuse('no list');
  const reader = new LogReader(json, asked);
  json.list(() => reader.read());
  return reader.logs();
}

/** Puts the logs of an answer together, one after the other. */
class LogReader {
  readonly #json: JsonText;
  readonly #asked: AskedLogs;
  /** The workspace until all are read, then a copy of what they need of it. */
  readonly #bytes: { -readonly [Way in keyof Bytes]: Bytes[Way] };
  readonly #into: Uint8Array;
  readonly #blocks = new BlocksOfLogs();
  readonly #logs: RawLog[] = [];
  readonly #field = (from: number, to: number): void => this.#readField(from, to);
  /** Where the log that is being read begins. */
  #start = 0;
  #seen = 0;
  /** What is known of it. */
  readonly #log: { -readonly [Name in keyof LogNumbers]: LogNumbers[Name] } = {
    ...{ dataLength: 0, topicCount: 0, blockNumber: 0, blockTimestamp: 0, transactionIndex: 0, logIndex: 0 },
  };
  #emitter: Address | undefined;
  #last: RawLog | undefined;
  #ordered = true;

  constructor(json: JsonText, asked: AskedLogs) {
    this.#json = json;
    this.#asked = asked;
    this.#bytes = { ...workspaceFor(json.bytes) };
    this.#into = this.#bytes.buffer;
  }

  /** Reads the log that the text is at. */
  read(): void {
    if (this.#json.peek() !== '{'.charCodeAt(0)) throw refuse('what is no log');
    this.#seen = 0;
    this.#log.blockTimestamp = -1;
    this.#json.object(this.#field);
    if (this.#seen !== allFields) throw malformed(missingOf(this.#seen));
    const log = new RawLog(this.#bytes, this.#start, this.#log);
    this.#check(log);
    const last = this.#last;
    if (last !== undefined && compareLogs(last, log) >= 0) this.#ordered = false;
    this.#last = log;
    this.#logs.push(log);
    this.#start += partsOfLog.data + log.dataLength;
  }

  logs(): RawLog[] {
    const kept = bytesOf(this.#bytes.buffer.buffer.slice(0, this.#start));
    this.#bytes.buffer = kept.buffer;
    this.#bytes.view = kept.view;
    return this.#ordered ? this.#logs : putInOrder(this.#logs);
  }

  #check(log: RawLog): void {
    const { from, to, addresses: emitters, blockHash } = this.#asked;
    const { blockNumber } = log;
    if (blockNumber < from || blockNumber > to)
      throw refuse(`a log of block ${blockNumber}, asked for ${from} to ${to}`);
    const emitter = log.address;
    if (emitter !== this.#emitter && !emitters.has(emitter))
      throw refuse(`a log of ${emitter}, which was not asked for`);
    this.#emitter = emitter;
    const hash = log.blockHash;
    if (blockHash !== undefined && hash !== blockHash) throw refuse('a log of another block');
    this.#blocks.add(hash, blockNumber, log.blockTimestamp);
  }

  /** Reads the value of a member whose name stands in the text from here to there, or passes it. */
  #readField(from: number, to: number): void {
    const json = this.#json;
    const name = nameAt(json, from, to);
    switch (name) {
      case 'address':
        return this.#readBytes(name, 20);
      case 'blockHash':
      case 'transactionHash':
        return this.#readBytes(name, 32);
      case 'topics':
        return this.#readTopics();
      case 'data':
        return this.#readData();
      case 'blockNumber':
      case 'transactionIndex':
      case 'logIndex':
        this.#log[name] = this.#readQuantity(name);
        return this.#read(name);
      case 'blockTimestamp':
        this.#log[name] = json.takesLiteral('null') ? -1 : this.#readQuantity(name);
        return;
      case 'removed':
        return this.#readRemoved();
      case undefined:
        json.skip();
    }
  }

  #read(field: Field): void {
    this.#seen |= bits.get(field) ?? 0;
  }

  #readBytes(field: 'address' | 'blockHash' | 'transactionHash', length: number): void {
    if (this.#readHex(partsOfLog[field]) !== length) throw malformed(field);
    this.#read(field);
  }

  #readData(): void {
    this.#log.dataLength = this.#readHex(partsOfLog.data);
    if (this.#log.dataLength < 0) throw malformed('data');
    this.#read('data');
  }

  #readTopics(): void {
    const json = this.#json;
    if (json.peek() !== '['.charCodeAt(0)) throw malformed('list of topics');
    let count = 0;
    json.list(() => {
      if (count === mostTopics) throw malformed('list of topics');
      if (this.#readHex(partsOfLog.topics + 32 * count) !== 32) throw malformed('topic');
      count += 1;
    });
    this.#log.topicCount = count;
    this.#read('topics');
  }

  #readRemoved(): void {
    if (!this.#json.takesLiteral('false') && !this.#json.takesLiteral('null')) throw refuse('a removed log');
  }

  /** Reads a text of whole bytes in hexadecimal digits into a part of the log. @returns how many bytes, or -1 for anything else */
  #readHex(part: number): number {
    const { bytes, at } = this.#json;
    if (!startsHex(bytes, at)) return -1;
    const into = this.#into;
    const first = this.#start + part;
    let from = at + 3;
    let place = first;
    for (;;) {
      const high = hexDigits[bytes[from] ?? 0] ?? noDigit;
      const low = hexDigits[bytes[from + 1] ?? 0] ?? noDigit;
      if ((high | low) > 15) break;
      into[place] = (high << 4) | low;
      place += 1;
      from += 2;
    }
    if (bytes[from] !== quote) return -1;
    this.#json.at = from + 1;
    return place - first;
  }

  #readQuantity(field: string): number {
    const { bytes, at } = this.#json;
    if (!startsHex(bytes, at)) throw malformed(field);
    let from = at + 3;
    let number = 0;
    for (;;) {
      const digit = hexDigits[bytes[from] ?? 0] ?? noDigit;
      if (digit === noDigit) break;
      number = number * 16 + digit;
      from += 1;
    }
    const digits = from - at - 3;
    if (bytes[from] !== quote || digits === 0 || digits > mostDigits) throw malformed(field);
    this.#json.at = from + 1;
    return number;
  }
}

/** Which field a name is that stands in the text from here to there. */
function nameAt(json: JsonText, from: number, to: number): Name | undefined {
  for (const name of names.get(to - from) ?? []) if (json.is(from, to, name)) return name;
  return undefined;
}

/** Whether a text begins here, with `0x`. */
const startsHex = (bytes: Uint8Array, at: number): boolean =>
  bytes[at] === quote && bytes[at + 1] === 48 && bytes[at + 2] === 120;

const missingOf = (seen: number): string =>
  fields.find((field) => ((bits.get(field) ?? 0) & seen) === 0) ?? 'field';
