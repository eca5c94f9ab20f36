import { hidden } from '../hidden.ts';
import { type WireField, wireFields } from '../protobuf.ts';
import { bytesField, fixedField, joined, verbatim, varintField, type Written } from '../write-protobuf.ts';

/** Why a model cannot leave. The reason names no part of it. */
export class ModelRefused extends Error {}

/**
 * What a message may hold, by field number: how it stands on the wire, with a star where it may stand there more than once. `numbers` are
 * repeated integers, packed or not. What is not named is left behind.
 */
export type Fields = Readonly<Record<number, 'varint' | 'fixed' | 'bytes' | 'bytes*' | 'numbers' | 'floats'>>;

/** The fields of a message that may leave. */
export class Message {
  readonly #fields = new Map<number, WireField[]>();

  /** @throws ModelRefused where a field is of another kind, or stands there twice: a reader would take one and another the other */
  constructor(bytes: Uint8Array, fields: Fields) {
    for (const field of wireFields(bytes)) {
      const kind = fields[field.number];
      if (kind === undefined) continue;
      if (!isOfKind(field, kind)) throw new ModelRefused('a field is of another type than ONNX has');
      const known = this.#fields.get(field.number);
      if (known === undefined) this.#fields.set(field.number, [field]);
      else if (kind === 'varint' || kind === 'fixed' || kind === 'bytes')
        throw new ModelRefused('a field that stands for one value is there twice');
      else known.push(field);
    }
  }

  has(number: number): boolean {
    return this.#fields.has(number);
  }

  /** Of a field of bytes: all there are. */
  all(number: number): Uint8Array[] {
    return this.raw(number).flatMap((field) => (field.type === 'bytes' ? [field.value] : []));
  }

  one(number: number): Uint8Array | undefined {
    return this.all(number)[0];
  }

  /** Short text; '' where there is none. */
  text(number: number): string {
    return textOf(this.one(number) ?? new Uint8Array());
  }

  varint(number: number): bigint | undefined {
    const [field] = this.raw(number);
    return field?.type === 'varint' ? field.value : undefined;
  }

  raw(number: number): readonly WireField[] {
    return this.#fields.get(number) ?? [];
  }

  /** Fields as they are, each number in its shortest form. */
  copy(...numbers: readonly number[]): Written {
    return joined(numbers.flatMap((number) => this.raw(number).map(rewritten)));
  }
}

function isOfKind({ type }: WireField, kind: Fields[number]): boolean {
  switch (kind) {
    case 'bytes*':
      return type === 'bytes';
    case 'numbers':
      return type === 'varint' || type === 'bytes';
    case 'floats':
      return type === 'fixed' || type === 'bytes';
    default:
      return type === kind;
  }
}

function rewritten(field: WireField): Written {
  switch (field.type) {
    case 'varint':
      return varintField(field.number, field.value);
    case 'fixed':
      return fixedField(field.number, field.value);
    case 'bytes':
      return bytesField(field.number, verbatim(field.value));
  }
}

/**
 * Integers that stand packed, or each in a field of its own.
 * @throws ModelRefused for one that is longer than it has to be: its length would carry something
 */
export function countNumbers(fields: readonly WireField[]): number {
  let count = 0;
  for (const field of fields) {
    if (field.type !== 'bytes') {
      count += 1;
      continue;
    }
    let length = 0;
    for (const byte of field.value) {
      length += 1;
      if (byte >= 0x80 && length < 10) continue;
      if (byte >= 0x80 || (byte === 0 && length > 1))
        throw new ModelRefused('an integer is longer than it has to be');
      count += 1;
      length = 0;
    }
    if (length > 0) throw new ModelRefused('packed integers are cut off');
  }
  return count;
}

/** The same integers, one by one; for those of which there are few. */
export function readNumbers(fields: readonly WireField[]): bigint[] {
  countNumbers(fields);
  return fields.flatMap((field) => {
    if (field.type === 'varint') return [field.value];
    const numbers: bigint[] = [];
    let value = 0n;
    let shift = 0n;
    for (const byte of field.value) {
      value |= BigInt(byte & 0x7f) << shift;
      shift += 7n;
      if (byte >= 0x80) continue;
      numbers.push(value);
      value = shift = 0n;
    }
    return numbers;
  });
}

const longestText = 4096;

/**
 * Text that a reader sees in full.
 * @throws ModelRefused
 */
export function textOf(bytes: Uint8Array): string {
  if (bytes.byteLength > longestText) throw new ModelRefused(`a text is longer than ${longestText} bytes`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new ModelRefused('a text is not UTF-8', { cause });
  }
  if (hidden.test(text)) throw new ModelRefused('a text holds a control or invisible character');
  return text;
}

export const textField = (number: number, text: string): Written =>
  bytesField(number, verbatim(new TextEncoder().encode(text)));
