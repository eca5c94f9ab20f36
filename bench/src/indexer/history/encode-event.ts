import type { Address, Hex } from '@atoll/schemas/ids';
import {
  type Abi,
  type AbiEvent,
  type AbiParameter,
  type ContractEventArgsFromTopics,
  type ContractEventName,
  toEventSelector,
} from 'viem';

/** A log as a contract would write it. */
export interface HistoryLog {
  readonly address: Address;
  readonly topics: readonly Hex[];
  /** Without `0x`, ready to be put behind other bytes. */
  readonly data: string;
}

type Encode = (value: unknown) => string;

interface Encoding {
  readonly dynamic: boolean;
  readonly encode: Encode;
}

/** A value does not fit its parameter: a fault of who wrote the history. */
class ValueUnfit extends TypeError {}

const wordDigits = 64;

function numberWord(value: unknown): string {
  if (typeof value !== 'bigint' && typeof value !== 'number') throw new ValueUnfit(`${typeof value}`);
  if (value < 0) throw new ValueUnfit(`${value} is negative`);
  return value.toString(16).padStart(wordDigits, '0');
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new ValueUnfit(`${typeof value} is no string`);
  return value;
}

const fullWord = (hex: string): string =>
  hex + '0'.repeat((wordDigits - (hex.length % wordDigits)) % wordDigits);

const withLength = (hex: string): string => numberWord(hex.length / 2) + fullWord(hex);

function field(value: unknown, name: string | undefined, position: number): unknown {
  if (Array.isArray(value)) return value[position];
  if (typeof value !== 'object' || value === null || name === undefined) throw new ValueUnfit(`no ${name}`);
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}

/** Heads, then tails; the head of a dynamic member is the offset of its tail. */
function tuple(members: readonly AbiParameter[]): Encoding {
  const encodings = members.map(encodingOf);
  const dynamic = encodings.some((each) => each.dynamic);
  if (!dynamic) {
    const encode: Encode = (value) => {
      let words = '';
      for (const [at, each] of encodings.entries()) words += each.encode(field(value, members[at]?.name, at));
      return words;
    };
    return { dynamic, encode };
  }
  const encode: Encode = (value) => {
    const parts = encodings.map((each, at) => each.encode(field(value, members[at]?.name, at)));
    const headDigits = parts.reduce(
      (sum, part, at) => sum + (encodings[at]?.dynamic === true ? wordDigits : part.length),
      0,
    );
    let heads = '';
    let tails = '';
    for (const [at, part] of parts.entries()) {
      if (encodings[at]?.dynamic !== true) heads += part;
      else {
        heads += numberWord((headDigits + tails.length) / 2);
        tails += part;
      }
    }
    return heads + tails;
  };
  return { dynamic, encode };
}

function list(item: AbiParameter): Encoding {
  const { dynamic, encode: encodeItem } = encodingOf(item);
  const encode: Encode = (value) => {
    if (!Array.isArray(value)) throw new ValueUnfit('no list');
    const items: readonly unknown[] = value;
    let heads = '';
    let tails = '';
    for (const each of items) {
      if (dynamic) heads += numberWord(items.length * (wordDigits / 2) + tails.length / 2);
      tails += encodeItem(each);
    }
    return numberWord(items.length) + heads + tails;
  };
  return { dynamic: true, encode };
}

function encodingOf(parameter: AbiParameter): Encoding {
  const { type } = parameter;
  if (type.endsWith('[]')) return list({ ...parameter, type: type.slice(0, -2) });
  if (type === 'tuple' && 'components' in parameter) return tuple(parameter.components);
  if (type.startsWith('uint')) return { dynamic: false, encode: numberWord };
  if (type === 'bool') return { dynamic: false, encode: (value) => numberWord(value === true ? 1 : 0) };
  if (type === 'address') {
    return {
      dynamic: false,
      encode: (value) => textOf(value).slice(2).toLowerCase().padStart(wordDigits, '0'),
    };
  }
  if (type === 'bytes32') return { dynamic: false, encode: (value) => textOf(value).slice(2) };
  if (type === 'bytes') return { dynamic: true, encode: (value) => withLength(textOf(value).slice(2)) };
  if (type === 'string') {
    return { dynamic: true, encode: (value) => withLength(Buffer.from(textOf(value)).toString('hex')) };
  }
  throw new ValueUnfit(`no encoding of ${type}`);
}

function eventOf(abi: Abi, name: string): AbiEvent {
  const found = abi.find((item) => item.type === 'event' && item.name === name);
  if (found === undefined || found.type !== 'event') throw new ValueUnfit(`no event ${name}`);
  return found;
}

/**
 * What writes one event of an ABI as a log: its layout is worked out once, so that a million logs take seconds.
 * Indexed members must be of one word.
 *
 * @example
 * const withdrawn = eventEncoder(jobsAbi, 'Withdrawn');
 * withdrawn(contracts.jobs, { account, token, to, amount: 5n }); // { address, topics: [3 words], data }
 */
export function eventEncoder<const abi extends Abi, name extends ContractEventName<abi>>(
  abi: abi,
  name: name,
): (address: Address, args: ContractEventArgsFromTopics<abi, name>) => HistoryLog {
  const event = eventOf(abi, name);
  const selector = toEventSelector(event);
  const indexed = event.inputs.filter((input) => input.indexed === true);
  const topics = indexed.map((input) => ({ name: input.name, ...encodingOf(input) }));
  const body = tuple(event.inputs.filter((input) => input.indexed !== true));
  return (address, args) => {
    const values: unknown = args;
    const words = topics.map((topic): Hex => `0x${topic.encode(field(values, topic.name, 0))}`);
    return { address, topics: [selector, ...words], data: body.encode(values) };
  };
}
