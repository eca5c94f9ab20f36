/** Bytes of a chunk, which is what is handed to the connection at once. */
const chunkSize = 1 << 16;
/** Letters up to which a text is written one by one. */
const shortText = 24;
/** Bytes up to which they are copied one by one, in less time than a call takes. */
const fewBytes = 128;

/** Chunks that are used again and again: as garbage, megabytes outside of the heap wait long to be collected. */
export class Chunks {
  readonly #free: Buffer[] = [];

  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafe(chunkSize);
  }

  give(chunk: Buffer): void {
    if (chunk.length === chunkSize) this.#free.push(chunk);
  }
}

/** How a COPY in binary begins: its signature, no flags, no extension. */
const header = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');

/**
 * Rows on their way into a table, as the bytes that COPY takes in binary: half as many as its text, and nothing is to be parsed.
 * https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FILE-FORMATS
 */
export class CopyBytes {
  readonly #chunks: Chunks;
  readonly #full: { readonly buffer: Buffer; readonly length: number }[] = [];
  #buffer: Buffer;
  #at = 0;
  #size = 0;

  constructor(chunks: Chunks) {
    this.#chunks = chunks;
    this.#buffer = chunks.take();
    this.#at = header.copy(this.#buffer);
  }

  /** Bytes so far. */
  get size(): number {
    return this.#size + this.#at;
  }

  int16(value: number): void {
    this.#room(2);
    this.#at = this.#buffer.writeInt16BE(value, this.#at);
  }

  int32(value: number): void {
    this.#room(4);
    this.#at = this.#buffer.writeInt32BE(value, this.#at);
  }

  /** A field of eight bytes. */
  int64Field(value: number): void {
    this.#room(12);
    const buffer = this.#buffer;
    this.#at = buffer.writeInt32BE(8, this.#at);
    this.#at = buffer.writeInt32BE(Math.floor(value / 2 ** 32), this.#at);
    this.#at = buffer.writeUInt32BE(value >>> 0, this.#at);
  }

  int32Field(value: number): void {
    this.int32(4);
    this.int32(value);
  }

  int16Field(value: number): void {
    this.int32(2);
    this.int16(value);
  }

  /** A field of the bytes that a text of hexadecimal digits names, after its `0x`. */
  hexField(hex: string): void {
    const length = (hex.length - 2) >>> 1;
    this.#room(4 + length);
    this.#at = this.#buffer.writeInt32BE(length, this.#at);
    this.#at += this.#buffer.write(hex.slice(2), this.#at, length, 'hex');
  }

  /** A field of bytes that stand elsewhere. */
  bytesField(bytes: Uint8Array, from: number, length: number): void {
    this.#room(4 + length);
    const buffer = this.#buffer;
    const at = buffer.writeInt32BE(length, this.#at);
    if (length > fewBytes) buffer.set(bytes.subarray(from, from + length), at);
    else for (let index = 0; index < length; index += 1) buffer[at + index] = bytes[from + index] ?? 0;
    this.#at = at + length;
  }

  nullField(): void {
    this.int32(-1);
  }

  /** A field of text, in UTF-8, after a byte where one is given. */
  textField(text: string, before?: number): void {
    if (before === undefined && text.length <= shortText && this.#asciiField(text)) return;
    const length = Buffer.byteLength(text);
    const extra = before === undefined ? 0 : 1;
    this.#room(5 + length);
    this.#at = this.#buffer.writeInt32BE(length + extra, this.#at);
    if (before !== undefined) this.#at = this.#buffer.writeUInt8(before, this.#at);
    this.#at += this.#buffer.write(text, this.#at, length, 'utf8');
  }

  byteField(value: number): void {
    this.#room(5);
    this.#at = this.#buffer.writeInt32BE(1, this.#at);
    this.#at = this.#buffer.writeUInt8(value, this.#at);
  }

  /** A field of text of ASCII alone, such as a name of a vocabulary: a sixth of the time that a call of the encoder takes. */
  #asciiField(text: string): boolean {
    this.#room(4 + text.length);
    const buffer = this.#buffer;
    const start = this.#at + 4;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code > 127) return false;
      buffer[start + index] = code;
    }
    buffer.writeInt32BE(text.length, this.#at);
    this.#at = start + text.length;
    return true;
  }

  /** Ends the rows. @returns what is to be sent; to be given back by `release` */
  end(): Buffer[] {
    this.int16(-1);
    return [...this.#full, { buffer: this.#buffer, length: this.#at }].map(({ buffer, length }) =>
      buffer.subarray(0, length),
    );
  }

  /** Gives the chunks back, once they were sent. */
  release(): void {
    for (const { buffer } of this.#full) this.#chunks.give(buffer);
    this.#chunks.give(this.#buffer);
  }

  /** Makes sure that so many bytes fit. A chunk may end anywhere: to COPY they are one stream. */
  #room(bytes: number): void {
    if (bytes <= this.#buffer.length - this.#at) return;
    this.#full.push({ buffer: this.#buffer, length: this.#at });
    this.#size += this.#at;
    // A field may be longer than a chunk.
    this.#buffer = bytes > chunkSize ? Buffer.allocUnsafe(bytes) : this.#chunks.take();
    this.#at = 0;
  }
}
