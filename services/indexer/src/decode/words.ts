import { addresses, hashes, partsOfLog, type RawLog } from '@atoll/chain/raw-log';
import type { PackedPayment } from '@atoll/chain/payments';
import { paymentRoles } from '@atoll/schemas/job';
import type { Address, Bytes32, Hex } from '@atoll/schemas/ids';
import { inertText } from './inert-text.ts';

/** Bytes that are not what their event says they are. */
export class DoesNotFit extends Error {}

/** Most elements that an array or bytes that a text may name: an event of one block cannot hold more. */
const most = 1 << 24;

/**
 * Words of 32 bytes in a log, as the ABI lays them out (https://docs.soliditylang.org/en/latest/abi-spec.html). A `place` is counted in
 * bytes from the beginning of the data; a word is given by `at`, where it begins in the bytes that hold the log. Every reader refuses,
 * with `DoesNotFit`, what lies beyond the end and values with bits where their type has none, so that whatever passes means one thing
 * only.
 */
export function word(log: RawLog, place: number): number {
  if (place + 32 > log.dataLength) throw new DoesNotFit('the data ends early');
  return log.start + partsOfLog.data + place;
}

/** A topic's word. */
export function topic(log: RawLog, index: number): number {
  if (index >= log.topicCount) throw new DoesNotFit('a topic is missing');
  return log.start + partsOfLog.topics + 32 * index;
}

/** Nothing but zeros before a value of so many bits, whose bytes end the word. */
function leadingZeros({ bytes: { view } }: RawLog, at: number, bits: number): void {
  const end = at + 32 - bits / 8;
  let place = at;
  while (place + 4 <= end && view.getUint32(place) === 0) place += 4;
  while (place < end && view.getUint8(place) === 0) place += 1;
  if (place !== end) throw new DoesNotFit(`more than ${bits} bits`);
}

/** An unsigned number of at most 48 bits. */
export function small(log: RawLog, at: number, bits: number): number {
  leadingZeros(log, at, bits);
  return log.bytes.view.getUint16(at + 26) * 2 ** 32 + log.bytes.view.getUint32(at + 28);
}

/** An unsigned number of any size. */
export function large(log: RawLog, at: number, bits: number): bigint {
  leadingZeros(log, at, bits);
  const { view } = log.bytes;
  let first = at;
  while (first < at + 24 && view.getUint32(first) === 0) first += 4;
  if (first === at + 24) return short(view.getUint32(at + 24), view.getUint32(at + 28));
  let place = at + ((first - at) & ~7);
  let value = view.getBigUint64(place);
  while ((place += 8) < at + 32) value = (value << 64n) | view.getBigUint64(place);
  return value;
}

/** A number of 64 bits by its halves. Most amounts fit a double, of which a `bigint` is made at once. */
const short = (high: number, low: number): bigint =>
  high < 2 ** 20 ? BigInt(high * 2 ** 32 + low) : (BigInt(high) << 32n) | BigInt(low);

export function address(log: RawLog, at: number): Address {
  leadingZeros(log, at, 160);
  return addresses.read(log.bytes, at + 12);
}

export const bytes32 = (log: RawLog, at: number): Bytes32 => hashes.read(log.bytes, at);

export function flag(log: RawLog, at: number): boolean {
  const value = small(log, at, 8);
  if (value > 1) throw new DoesNotFit('no boolean');
  return value === 1;
}

/** The name that a number has in a vocabulary. */
export function named<Names extends readonly string[]>(log: RawLog, at: number, names: Names): Names[number] {
  const name = names[small(log, at, 8)];
  if (name === undefined) throw new DoesNotFit(`none of ${names.join(', ')}`);
  return name;
}

/** The place of a value that stands elsewhere: counted from the start of what holds it. */
export function elsewhere(log: RawLog, base: number, place: number): number {
  const offset = small(log, word(log, place), 48);
  if (offset > most) throw new DoesNotFit('an offset beyond the data');
  return base + offset;
}

/** A `Payment` of `types/Payment.sol`: account (160 bits), amount (88), role (8). */
export function payment(log: RawLog, at: number): PackedPayment {
  const { view } = log.bytes;
  const role = paymentRoles[view.getUint8(at + 31)];
  if (role === undefined) throw new DoesNotFit('no payment role');
  const [first, low] = [view.getUint32(at + 20), view.getUint32(at + 27)];
  const high = view.getUint32(at + 23);
  return {
    role,
    account: addresses.read(log.bytes, at),
    amount: first < 256 ? short(high, low) : (BigInt(first >>> 8) << 64n) | short(high, low),
  };
}

function length(log: RawLog, place: number): number {
  const count = small(log, word(log, place), 48);
  if (count > most) throw new DoesNotFit('longer than the data');
  return count;
}

function bytesAt(log: RawLog, place: number): Buffer {
  const count = length(log, place);
  if (place + 32 + count > log.dataLength) throw new DoesNotFit('the data ends early');
  const from = log.start + partsOfLog.data + place + 32;
  return log.bytes.buffer.subarray(from, from + count);
}

export const bytes = (log: RawLog, place: number): Hex => `0x${bytesAt(log, place).toString('hex')}`;

/** Text of strangers, made inert; bytes that are no UTF-8 become the replacement character. */
export const text = (log: RawLog, place: number): string => inertText(bytesAt(log, place).toString('utf8'));

/** Elements that stand in place, each `stride` bytes long. */
export function list<T>(log: RawLog, place: number, stride: number, read: (place: number) => T): T[] {
  const count = length(log, place);
  // Said before anything is read: a length that the data cannot hold costs nothing.
  if (place + 32 + count * stride > log.dataLength) throw new DoesNotFit('longer than the data');
  const elements: T[] = [];
  for (let index = 0; index < count; index += 1) elements.push(read(place + 32 + index * stride));
  return elements;
}

/** Elements that stand elsewhere. */
export function spreadList<T>(log: RawLog, place: number, read: (place: number) => T): T[] {
  return list(log, place, 32, (slot) => read(elsewhere(log, place + 32, slot)));
}
