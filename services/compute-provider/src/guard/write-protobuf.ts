/** A message, or a part of one, in pieces: what is large in it is copied once, at the end. */
export interface Written {
  readonly pieces: readonly Uint8Array[];
  readonly size: number;
}

/** Bytes as they are. */
export const verbatim = (bytes: Uint8Array): Written => ({ pieces: [bytes], size: bytes.byteLength });

/** One after the other. */
export function joined(parts: readonly Written[]): Written {
  return {
    pieces: parts.flatMap(({ pieces }) => pieces),
    size: parts.reduce((sum, { size }) => sum + size, 0),
  };
}

/** A field that holds bytes: a text, a message, packed numbers. */
export function bytesField(number: number, value: Written): Written {
  const head = [...varint(BigInt((number << 3) | 2)), ...varint(BigInt(value.size))];
  return joined([verbatim(Uint8Array.from(head)), value]);
}

export function varintField(number: number, value: bigint): Written {
  return verbatim(Uint8Array.from([...varint(BigInt(number << 3)), ...varint(value)]));
}

/** A field of four or eight bytes. */
export function fixedField(number: number, value: Uint8Array): Written {
  const wireType = value.byteLength === 4 ? 5 : 1;
  return joined([verbatim(Uint8Array.from(varint(BigInt((number << 3) | wireType)))), verbatim(value)]);
}

/** A number in as few bytes as there are for it. */
function varint(value: bigint): number[] {
  const bytes: number[] = [];
  for (let rest = BigInt.asUintN(64, value); ; rest >>= 7n) {
    if (rest < 128n) return [...bytes, Number(rest)];
    bytes.push(Number(rest & 127n) | 128);
  }
}

/** All pieces in one. */
export const bytesOf = ({ pieces }: Written): Uint8Array => new Uint8Array(Buffer.concat(pieces));
