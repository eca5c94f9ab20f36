import { bytesReader, readHeader } from '@ipld/car/decoder';
import { varint } from 'multiformats';
import { CID } from 'multiformats/cid';
import { assertSupportedCid } from './digest.ts';
import { ContentTooLarge, MalformedCar } from './errors.ts';
import { MAX_BLOCK_BYTES } from './sizes.ts';
import { verifyBlock } from './verify-block.ts';

/** A header of this size names more than 1,500 roots. */
const MAX_HEADER_BYTES = 65_536;
/** A CIDv1 with a 32-byte digest has 36 bytes; more is room for CIDs that are refused by name instead of by size. */
const MAX_CID_BYTES = 128;
/** A varint that fits a JavaScript integer. */
const MAX_VARINT_BYTES = 8;

export interface CarContent {
  readonly roots: CID[];
  /** The bytes of a block hold until the next one is asked for. */
  readonly blocks: AsyncGenerator<{ cid: CID; bytes: Uint8Array }>;
}

/**
 * Reads a CARv1 from a stream, holding one section at a time however long the sender says it is.
 * (`CarBlockIterator` of `@ipld/car` buffers whatever length a section claims, so it is not given strangers' bytes.)
 * Each block is verified before it is given out.
 */
export async function readCar(source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<CarContent> {
  const stream = new ByteStream(source, maxBytes);
  try {
    const header = await readSection(stream, MAX_HEADER_BYTES, 'the header');
    if (header === undefined) throw new MalformedCar('it is empty');
    const roots = await decodeRoots(header);
    for (const root of roots) assertSupportedCid(root);
    return { roots, blocks: readBlocks(stream) };
  } catch (error) {
    await stream.close();
    throw error;
  }
}

async function* readBlocks(stream: ByteStream): AsyncGenerator<{ cid: CID; bytes: Uint8Array }> {
  try {
    for (;;) {
      const section = await readSection(stream, MAX_BLOCK_BYTES + MAX_CID_BYTES, 'a block');
      if (section === undefined) return;
      const { cid, bytes } = splitSection(section);
      yield { cid, bytes: verifyBlock(cid, bytes, { from: 'car' }) };
    }
  } finally {
    await stream.close();
  }
}

function splitSection(section: Uint8Array): { cid: CID; bytes: Uint8Array } {
  try {
    const [, bytes] = CID.decodeFirst(section);
    // A CID looks into the bytes it was decoded from, and outlives the section.
    return { cid: CID.decode(section.slice(0, section.byteLength - bytes.byteLength)), bytes };
  } catch (cause) {
    throw new MalformedCar('a block has no valid CID', cause);
  }
}

async function decodeRoots(header: Uint8Array): Promise<CID[]> {
  const framed = new Uint8Array(varint.encodingLength(header.byteLength) + header.byteLength);
  varint.encodeTo(header.byteLength, framed);
  framed.set(header, framed.byteLength - header.byteLength);
  try {
    return (await readHeader(bytesReader(framed), 1)).roots;
  } catch (cause) {
    throw new MalformedCar('the header is not that of a CARv1', cause);
  }
}

/** One length-prefixed section, or undefined at the end of the stream. */
async function readSection(stream: ByteStream, limit: number, what: string): Promise<Uint8Array | undefined> {
  const length = await readLength(stream, what);
  if (length === undefined) return undefined;
  if (length === 0) throw new MalformedCar(`${what} has no bytes`);
  if (length > limit) throw new ContentTooLarge(`${what} of the CAR`, limit, length);
  const section = await stream.take(length);
  if (section === undefined || section.byteLength < length) throw new MalformedCar(`it ends inside ${what}`);
  return section;
}

async function readLength(stream: ByteStream, what: string): Promise<number | undefined> {
  const prefix: number[] = [];
  for (;;) {
    const [byte] = (await stream.take(1)) ?? [];
    if (byte === undefined && prefix.length === 0) return undefined;
    if (byte === undefined) throw new MalformedCar('it ends inside a length');
    prefix.push(byte);
    if (byte < 0x80) break;
    if (prefix.length === MAX_VARINT_BYTES) throw new MalformedCar(`the length of ${what} is no varint`);
  }
  try {
    return varint.decode(Uint8Array.from(prefix))[0];
  } catch (cause) {
    throw new MalformedCar(`the length of ${what} is no varint`, cause);
  }
}

/** Takes exact numbers of bytes off a stream and counts them. */
class ByteStream {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #maxBytes: number;
  #held: Uint8Array = new Uint8Array(0);
  #room: Uint8Array = new Uint8Array(0);
  #total = 0;

  constructor(source: AsyncIterable<Uint8Array>, maxBytes: number) {
    this.#source = source[Symbol.asyncIterator]();
    this.#maxBytes = maxBytes;
  }

  /**
   * `count` bytes, fewer at the end of the stream, undefined when nothing is left. They hold until the next call: what comes in pieces is
   * joined in the same room again, for a megabyte thrown away with each block keeps the garbage collector busier than all else.
   */
  async take(count: number): Promise<Uint8Array | undefined> {
    if (!(await this.#hasMore())) return undefined;
    if (this.#held.byteLength >= count) return this.#next(count);
    if (this.#room.byteLength < count) this.#room = new Uint8Array(count);
    let joined = 0;
    while (joined < count && (await this.#hasMore())) {
      const part = this.#next(count - joined);
      this.#room.set(part, joined);
      joined += part.byteLength;
    }
    return this.#room.subarray(0, joined);
  }

  async close(): Promise<void> {
    await this.#source.return?.();
  }

  #next(most: number): Uint8Array {
    const part = this.#held.subarray(0, most);
    this.#held = this.#held.subarray(part.byteLength);
    return part;
  }

  async #hasMore(): Promise<boolean> {
    while (this.#held.byteLength === 0) {
      const next = await this.#source.next();
      if (next.done === true) return false;
      this.#held = next.value;
      this.#total += next.value.byteLength;
      if (this.#total > this.#maxBytes) throw new ContentTooLarge('the CAR', this.#maxBytes);
    }
    return true;
  }
}
