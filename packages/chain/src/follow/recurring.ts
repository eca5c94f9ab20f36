/** Bytes in the two ways in which they are read. */
export interface Bytes {
  readonly buffer: Buffer<ArrayBuffer>;
  readonly view: DataView<ArrayBuffer>;
}

export const bytesOf = (bytes: ArrayBuffer): Bytes => ({
  buffer: Buffer.from(bytes),
  view: new DataView(bytes),
});

/** Accounts and hashes that are kept at once, of each length. */
const slotBits = 13;

/**
 * Texts of addresses and hashes that were read of late, each in the slot that its last bytes say: most come again soon, and one text of
 * each is made, hashed and kept once. Whoever makes others that fall into the same slot gains nothing: what is found is compared whole.
 */
export class Recurring<Text extends string> {
  readonly #length: number;
  readonly #texts: (Text | undefined)[] = Array.from({ length: 1 << slotBits });
  readonly #keys: DataView;

  /** @param length bytes of each, a multiple of 4 */
  constructor(length: number) {
    this.#length = length;
    this.#keys = new DataView(new ArrayBuffer(length << slotBits));
  }

  /** The bytes at a place as hexadecimal text in lower case, after `0x`. */
  read({ buffer, view }: Bytes, at: number): Text {
    const length = this.#length;
    const slot = Math.imul(view.getUint32(at + length - 4), 0x9e3779b1) >>> (32 - slotBits);
    const known = this.#texts[slot];
    if (known !== undefined && sameBytes(view, at, this.#keys, slot * length, length)) return known;
    // Guarantee: hexadecimal digits after `0x`, as many as the length says.
    const text = `0x${buffer.toString('hex', at, at + length)}` as Text;
    this.#texts[slot] = text;
    for (let byte = 0; byte < length; byte += 4)
      this.#keys.setUint32(slot * length + byte, view.getUint32(at + byte));
    return text;
  }
}

/** Whether two places hold the same bytes, as many as `length` says, a multiple of 4. */
function sameBytes(a: DataView, at: number, b: DataView, place: number, length: number): boolean {
  for (let byte = 0; byte < length; byte += 4)
    if (a.getUint32(at + byte) !== b.getUint32(place + byte)) return false;
  return true;
}
