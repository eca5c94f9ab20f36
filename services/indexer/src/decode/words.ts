import type { Address, Bytes32, Hex } from '@atoll/schemas/ids';
import type { PackedPayment } from '@atoll/chain/payments';
import { paymentRoles } from '@atoll/schemas/job';
import { inertText } from './inert-text.ts';

/** Bytes that are not what their event says they are. */
export class DoesNotFit extends Error {}

/** Most elements that an array or bytes that a text may name: an event of one block cannot hold more. */
const most = 1 << 24;
const leadingZeros = '0'.repeat(64);

/**
 * Words of 32 bytes in the hexadecimal text of a log's data, as the ABI lays them out
 * (https://docs.soliditylang.org/en/latest/abi-spec.html). Places are in bytes. Every reader refuses, with `DoesNotFit`, what lies beyond
 * the end and values with bits where their type has none, so that whatever passes means one thing only.
 */
export function word(data: string, place: number): string {
  const start = 2 + place * 2;
  const text = data.slice(start, start + 64);
  if (text.length !== 64) throw new DoesNotFit('the data ends early');
  return text;
}

/** An unsigned number of at most 48 bits. */
export function small(text: string, bits: number): number {
  const digits = bits / 4;
  if (!text.startsWith(leadingZeros.slice(digits))) throw new DoesNotFit(`more than ${bits} bits`);
  return Number.parseInt(text.slice(64 - digits), 16);
}

/** An unsigned number of any size. */
export function large(text: string, bits: number): bigint {
  const digits = bits / 4;
  if (digits < 64 && !text.startsWith(leadingZeros.slice(digits)))
    throw new DoesNotFit(`more than ${bits} bits`);
  // Most amounts fit a double, which is read five times as fast.
  if (text.startsWith('000000000000000000000000000000000000000000000000000'))
    return BigInt(Number.parseInt(text.slice(51), 16));
  return BigInt(`0x${text}`);
}

export function address(text: string): Address {
  if (!text.startsWith('000000000000000000000000')) throw new DoesNotFit('no address');
  return accountOf(text.slice(24));
}

/** Accounts that were read of late, by their digits: most come again, and one text of each is hashed, written and kept once. */
const accounts = new Map<string, Address>();
const mostAccounts = 1 << 14;

function accountOf(digits: string): Address {
  const known = accounts.get(digits);
  if (known !== undefined) return known;
  if (accounts.size >= mostAccounts) accounts.clear();
  const account: Address = `0x${digits}`;
  // Not the digits themselves, which are a part of the whole data and would keep it.
  accounts.set(account.slice(2), account);
  return account;
}

export const bytes32 = (text: string): Bytes32 => `0x${text}`;

export function flag(text: string): boolean {
  const value = small(text, 8);
  if (value > 1) throw new DoesNotFit('no boolean');
  return value === 1;
}

/** The name that a number has in a vocabulary. */
export function named<Names extends readonly string[]>(text: string, names: Names): Names[number] {
  const name = names[small(text, 8)];
  if (name === undefined) throw new DoesNotFit(`none of ${names.join(', ')}`);
  return name;
}

/** The place of a value that stands elsewhere: counted from the start of what holds it. */
export function elsewhere(data: string, base: number, place: number): number {
  const offset = small(word(data, place), 48);
  if (offset > most) throw new DoesNotFit('an offset beyond the data');
  return base + offset;
}

/** A `Payment` of `types/Payment.sol`: account (160 bits), amount (88), role (8). */
export function payment(text: string): PackedPayment {
  const role = paymentRoles[Number.parseInt(text.slice(62), 16)];
  if (role === undefined) throw new DoesNotFit('no payment role');
  return {
    role,
    account: accountOf(text.slice(0, 40)),
    amount: large(`${'0'.repeat(42)}${text.slice(40, 62)}`, 88),
  };
}

function length(data: string, place: number): number {
  const count = small(word(data, place), 48);
  if (count > most) throw new DoesNotFit('longer than the data');
  return count;
}

export function bytes(data: string, place: number): Hex {
  const start = 2 + (place + 32) * 2;
  const count = length(data, place);
  const text = data.slice(start, start + count * 2);
  if (text.length !== count * 2) throw new DoesNotFit('the data ends early');
  return `0x${text}`;
}

/** Text of strangers, made inert; bytes that are no UTF-8 become the replacement character. */
export function text(data: string, place: number): string {
  return inertText(Buffer.from(bytes(data, place).slice(2), 'hex').toString('utf8'));
}

/** Elements that stand in place, each `stride` bytes long. */
export function list<T>(data: string, place: number, stride: number, read: (place: number) => T): T[] {
  const count = length(data, place);
  // Said before anything is read: a length that the data cannot hold costs nothing.
  if ((place + 32 + count * stride) * 2 + 2 > data.length) throw new DoesNotFit('longer than the data');
  return Array.from({ length: count }, (_, index) => read(place + 32 + index * stride));
}

/** Elements that stand elsewhere. */
export function spreadList<T>(data: string, place: number, read: (place: number) => T): T[] {
  return list(data, place, 32, (slot) => read(elsewhere(data, place + 32, slot)));
}

const isBytes32 = (text: string): text is Bytes32 => text.length === 66 && text.startsWith('0x');

/** A topic that is 32 bytes as they are. */
export function topicBytes(topics: readonly string[], index: number): Bytes32 {
  const text = topics[index];
  if (text === undefined || !isBytes32(text)) throw new DoesNotFit('a topic is missing');
  return text;
}

/** A topic's word. */
export const topic = (topics: readonly string[], index: number): string => topicBytes(topics, index).slice(2);
