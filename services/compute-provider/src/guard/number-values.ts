import { MalformedWire, type WireField, wireFields } from './protobuf.ts';
import { numberToken } from './tokens.ts';
import type { Sequence } from './sequence.ts';

/** Deepest nesting of messages that is followed. */
const maxDepth = 24;
/** Bytes of unknown origin up to this size are read from every offset, larger ones from the first. */
const everyOffsetBytes = 4 << 20;
/** Bytes up to this size are read as numbers although they are a message too. */
const chanceMessageBytes = 64 << 10;
/** Numbers of data lie within; bytes that were never floats mostly lie outside, which ends a sequence. */
const least = 1e-30;
const most = 1e30;

/** Every sequence of numbers that bytes may hold: as a protobuf message (ONNX is one), else as floats and integers one after the other. */
export function readNumbers(bytes: Uint8Array, sequence: Sequence): void {
  if (readMessage(bytes, sequence, 0)) return;
  const offsets = bytes.byteLength <= everyOffsetBytes ? 8 : 1;
  for (let offset = 0; offset < offsets; offset++) readArray(bytes.subarray(offset), sequence, offset < 4);
}

/**
 * Every field of a message that may be an array of numbers, whatever the schema calls it, and the fields within. So a row is seen in an
 * initialiser as in an attribute or in a field that no one knows.
 *
 * @returns false where the bytes are no message
 */
function readMessage(bytes: Uint8Array, sequence: Sequence, depth: number): boolean {
  if (depth > maxDepth || bytes.byteLength < 2) return false;
  const fields: WireField[] = [];
  try {
    for (const field of wireFields(bytes)) fields.push(field);
  } catch (error) {
    if (!(error instanceof MalformedWire)) throw error;
    return false;
  }
  readUnpacked(fields, sequence);
  readSmallIntegers(fields, sequence);
  for (const field of fields) {
    if (field.type !== 'bytes' || field.value.byteLength < 8) continue;
    readVarints(field.value, sequence);
    const isMessage = readMessage(field.value, sequence, depth + 1);
    // Few bytes may be a message by chance, many are none: what stands in those was read with their fields.
    if (!isMessage || field.value.byteLength <= chanceMessageBytes) readArray(field.value, sequence, true);
  }
  return true;
}

/** Numbers that a message holds one by one: the same field again and again. */
function readUnpacked(fields: readonly WireField[], sequence: Sequence): void {
  for (const field of fields) {
    if (field.type === 'varint') push(sequence, Number(BigInt.asIntN(64, field.value)));
    else if (field.type === 'fixed') {
      const view = viewOf(field.value);
      push(sequence, view.byteLength === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true));
    }
  }
  sequence.end();
}

/** Integers one after the other, as protobuf packs them; bytes that are none end it soon. */
function readVarints(bytes: Uint8Array, sequence: Sequence): void {
  let value = 0;
  let unit = 1;
  for (const byte of bytes) {
    value += (byte & 0x7f) * unit;
    if (byte < 0x80) {
      // Ten bytes are a negative number: 2^64 less its size.
      push(sequence, unit === 2 ** 63 ? value - 2 ** 64 : value);
      value = 0;
      unit = 1;
    } else if (unit === 2 ** 63) break;
    else unit *= 128;
  }
  sequence.end();
}

/** In a tensor of ONNX: its element type and its bytes, and of which size the types are that no other bytes are read as. */
const tensorType = 2;
const tensorBytes = 9;
const smallIntegers: Readonly<Record<string, 'getUint8' | 'getInt8' | 'getUint16' | 'getInt16'>> = {
  2: 'getUint8',
  3: 'getInt8',
  4: 'getUint16',
  5: 'getInt16',
};

function readSmallIntegers(fields: readonly WireField[], sequence: Sequence): void {
  const type = fields.find((field) => field.number === tensorType)?.value;
  const read = typeof type === 'bigint' ? smallIntegers[type.toString()] : undefined;
  if (read === undefined) return;
  const size = read.endsWith('16') ? 2 : 1;
  for (const field of fields) {
    if (field.number !== tensorBytes || field.type !== 'bytes') continue;
    const view = viewOf(field.value);
    for (let at = 0; at + size <= view.byteLength; at += size) push(sequence, view[read](at, true));
    sequence.end();
  }
}

function readArray(bytes: Uint8Array, sequence: Sequence, singles: boolean): void {
  const view = viewOf(bytes);
  if (singles) {
    for (let at = 0; at + 4 <= bytes.byteLength; at += 4) push(sequence, view.getFloat32(at, true));
    sequence.end();
  }
  for (let at = 0; at + 8 <= bytes.byteLength; at += 8) push(sequence, view.getFloat64(at, true));
  sequence.end();
  for (const size of integerSizes(bytes)) {
    for (let at = 0; at + size <= bytes.byteLength; at += size) push(sequence, view.getInt32(at, true));
    sequence.end();
  }
}

/** Widths in which bytes read as integers of a plausible size: their upper bytes are all 0 or all 1 at the beginning. */
function integerSizes(bytes: Uint8Array): number[] {
  return [4, 8].filter((size) => {
    if (bytes.byteLength < 4 * size) return false;
    for (let at = 0; at < 4 * size; at += size) {
      for (let byte = at + 3; byte < at + size; byte++)
        if (bytes[byte] !== 0 && bytes[byte] !== 255) return false;
    }
    return true;
  });
}

function push(sequence: Sequence, number: number): void {
  const size = Math.abs(number);
  const token = size === 0 || (size > least && size < most) ? numberToken(number) : undefined;
  if (token === undefined) sequence.end();
  else sequence.push(token);
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
