import { MalformedWire, type WireField, wireFields } from './protobuf.ts';
import { numberToken } from './tokens.ts';
import { type Windows } from './windows.ts';

/** Deepest nesting of messages that is followed. */
const maxDepth = 24;
/** Bytes of unknown origin up to this size are read from every offset, larger ones from the first. */
const everyOffsetBytes = 4 << 20;
/** Numbers of data lie within; bytes that were never floats mostly lie outside, which ends a sequence. */
const least = 1e-30;
const most = 1e30;

/** Every sequence of numbers that bytes may hold: as a protobuf message (ONNX is one), else as floats and integers one after the other. */
export function readNumbers(bytes: Uint8Array, windows: Windows): void {
  if (readMessage(bytes, windows, 0)) return;
  const offsets = bytes.byteLength <= everyOffsetBytes ? 8 : 1;
  for (let offset = 0; offset < offsets; offset++) readArray(bytes.subarray(offset), windows, offset < 4);
}

/**
 * Every field of a message that may be an array of numbers, whatever the schema calls it, and the fields within. So a row is seen in an
 * initialiser as in an attribute or in a field that no one knows.
 *
 * @returns false where the bytes are no message
 */
function readMessage(bytes: Uint8Array, windows: Windows, depth: number): boolean {
  if (depth > maxDepth || bytes.byteLength < 2) return false;
  const fields: WireField[] = [];
  try {
    for (const field of wireFields(bytes)) fields.push(field);
  } catch (error) {
    if (!(error instanceof MalformedWire)) throw error;
    return false;
  }
  readUnpacked(fields, windows);
  for (const field of fields) {
    if (field.type !== 'bytes' || field.value.byteLength < 8) continue;
    readArray(field.value, windows, true);
    readMessage(field.value, windows, depth + 1);
  }
  return true;
}

/** Numbers that a message holds one by one: the same field again and again. */
function readUnpacked(fields: readonly WireField[], windows: Windows): void {
  for (const field of fields) {
    if (field.type === 'varint') push(windows, Number(BigInt.asIntN(64, field.value)));
    else if (field.type === 'fixed') {
      const view = viewOf(field.value);
      push(windows, view.byteLength === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true));
    }
  }
  windows.end();
}

function readArray(bytes: Uint8Array, windows: Windows, singles: boolean): void {
  const view = viewOf(bytes);
  if (singles) {
    for (let at = 0; at + 4 <= bytes.byteLength; at += 4) push(windows, view.getFloat32(at, true));
    windows.end();
  }
  for (let at = 0; at + 8 <= bytes.byteLength; at += 8) push(windows, view.getFloat64(at, true));
  windows.end();
  for (const size of integerSizes(bytes)) {
    for (let at = 0; at + size <= bytes.byteLength; at += size) push(windows, view.getInt32(at, true));
    windows.end();
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

function push(windows: Windows, number: number): void {
  const size = Math.abs(number);
  const token = size === 0 || (size > least && size < most) ? numberToken(number) : undefined;
  if (token === undefined) windows.end();
  else windows.push(token);
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
