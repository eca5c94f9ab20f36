/** One field of a protobuf message as it stands on the wire. */
export type WireField =
  | { readonly number: number; readonly type: 'varint'; readonly value: bigint }
  | { readonly number: number; readonly type: 'bytes'; readonly value: Uint8Array }
  | { readonly number: number; readonly type: 'fixed'; readonly value: Uint8Array };

/** The bytes do not follow the wire format. */
export class MalformedWire extends Error {}

/**
 * The fields of a protobuf message, in order, without a schema and without copying.
 * @see https://protobuf.dev/programming-guides/encoding/
 * @throws MalformedWire
 */
export function* wireFields(bytes: Uint8Array): Generator<WireField> {
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at];
      if (byte === undefined) throw new MalformedWire('cut off within a number');
      at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new MalformedWire('a number of more than ten bytes');
  };
  const take = (length: number): Uint8Array => {
    if (length > bytes.byteLength - at) throw new MalformedWire('cut off within a field');
    const value = bytes.subarray(at, at + length);
    at += length;
    return value;
  };
  while (at < bytes.byteLength) {
    const tag = varint();
    const number = Number(tag >> 3n);
    if (number < 1 || number > 0x1fffffff) throw new MalformedWire('a field number out of range');
    switch (Number(tag & 7n)) {
      case 0:
        yield { number, type: 'varint', value: varint() };
        break;
      case 1:
        yield { number, type: 'fixed', value: take(8) };
        break;
      case 2: {
        const length = varint();
        if (length > BigInt(bytes.byteLength)) throw new MalformedWire('cut off within a field');
        yield { number, type: 'bytes', value: take(Number(length)) };
        break;
      }
      case 5:
        yield { number, type: 'fixed', value: take(4) };
        break;
      default:
        throw new MalformedWire('a wire type that protobuf 3 does not have');
    }
  }
}
