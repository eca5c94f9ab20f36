import type { Transform } from 'node:stream';
import { constants, createBrotliDecompress, createInflateRaw, createZstdDecompress } from 'node:zlib';
import type { Budget, Opened } from './unwrap.ts';

/** Formats that nothing here can open. That they are met by chance in other bytes is out of the question: six bytes each. */
const closedFormats: readonly (readonly [string, Buffer])[] = [
  ['xz', Buffer.from('fd377a585a00', 'hex')],
  ['7z', Buffer.from('377abcaf271c', 'hex')],
  ['rar', Buffer.from('526172211a07', 'hex')],
  ['bzip2', Buffer.from('314159265359', 'hex')],
  ['age', Buffer.from('age-encryption.org/')],
];
const gzipMagic = Buffer.from('1f8b08', 'hex');
const zipMagic = Buffer.from('504b0304', 'hex');
const zstdMagic = Buffer.from('28b52ffd', 'hex');

/** What a try costs of the budget, so that a million marks without anything behind them come to an end. */
const attemptBytes = 1024;
/** Shorter results are chance: what few bytes that were never compressed happen to expand to. */
const leastBytes = 16;

/**
 * What is compressed in bytes, wherever it begins. Checksums, lengths and directories are not asked: what a buyer could get out with
 * a tool that ignores them, is got out here.
 *
 * @param decoded the bytes were spelled as text, so that a stream without any mark may begin at the first one
 */
export async function* openCompressed(
  bytes: Buffer,
  budget: Budget,
  decoded: boolean,
): AsyncGenerator<Opened> {
  for (const [format, magic] of closedFormats) {
    const at = bytes.indexOf(magic);
    if (at >= 0) yield { label: `${format}@${at}`, opaque: format };
  }
  for (const at of positions(bytes, gzipMagic)) {
    const start = gzipBody(bytes, at, budget);
    if (start !== undefined) yield* expanded(`gzip@${at}`, inflate(), bytes.subarray(start), budget);
    else if (budget.bytes <= 0) yield { label: `gzip@${at}`, bytes: bytes.subarray(0, 0), cut: true };
  }
  for (const at of positions(bytes, zipMagic)) yield* openMember(bytes, at, budget);
  for (const at of positions(bytes, zstdMagic))
    yield* expanded(`zstd@${at}`, createZstdDecompress(), bytes.subarray(at), budget);
  const [first = 0, second = 0] = bytes;
  if ((first & 15) === 8 && ((first << 8) | second) % 31 === 0)
    yield* expanded('zlib', inflate(), bytes.subarray(2), budget);
  if (!decoded) return;
  yield* expanded('deflate', inflate(), bytes, budget);
  yield* expanded('brotli', createBrotliDecompress(), bytes, budget);
}

/** Where a mark stands in bytes. */
function* positions(bytes: Buffer, magic: Buffer): Generator<number> {
  for (let at = bytes.indexOf(magic); at >= 0; at = bytes.indexOf(magic, at + 1)) yield at;
}

const inflate = () => createInflateRaw({ finishFlush: constants.Z_SYNC_FLUSH });

/** Where the compressed bytes of a gzip member begin (RFC 1952). The search for the end of a name costs of the budget what it looks at. */
function gzipBody(bytes: Buffer, at: number, budget: Budget): number | undefined {
  const flags = bytes[at + 3] ?? 0xff;
  if ((flags & 0xe0) !== 0) return undefined;
  let start = at + 10;
  if ((flags & 4) !== 0) start += 2 + (bytes[start] ?? 0) + 256 * (bytes[start + 1] ?? 0);
  for (const flag of [8, 16]) {
    if ((flags & flag) === 0) continue;
    const end = bytes.indexOf(0, start);
    budget.bytes -= Math.max(0, (end < 0 ? bytes.length : end) - start);
    if (end < 0) return undefined;
    start = end + 1;
  }
  if ((flags & 2) !== 0) start += 2;
  return start < bytes.length ? start : undefined;
}

/** A member of a zip archive from its local header on; one that is stored stands there as it is and needs no opening. */
async function* openMember(bytes: Buffer, at: number, budget: Budget): AsyncGenerator<Opened> {
  if (at + 30 > bytes.length) return;
  const method = bytes.readUInt16LE(at + 8);
  const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
  if (start >= bytes.length) return;
  const label = `zip@${at}`;
  // Four bytes may stand anywhere by chance; what claims that something cannot be opened has to look like a header.
  const isHeader = bytes.readUInt16LE(at + 4) <= 63 && bytes.readUInt16LE(at + 26) <= 1024;
  const isEncrypted = (bytes.readUInt16LE(at + 6) & 1) !== 0;
  if (isEncrypted && isHeader) yield { label, opaque: 'encrypted zip' };
  else if (method === 8) yield* expanded(label, inflate(), bytes.subarray(start), budget);
  else if (method === 93) yield* expanded(label, createZstdDecompress(), bytes.subarray(start), budget);
  else if (method !== 0 && isHeader) yield { label, opaque: `zip method ${method}` };
}

/** What a stream expands to, up to the budget. A stream that breaks off has given what came before. */
async function* expanded(
  label: string,
  stream: Transform,
  input: Buffer,
  budget: Budget,
): AsyncGenerator<Opened> {
  budget.bytes -= attemptBytes;
  const most = Math.max(budget.bytes, 0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    stream.end(input);
    for await (const chunk of stream) {
      if (!(chunk instanceof Uint8Array)) continue;
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size > most) break;
    }
  } catch (error) {
    // Not of this format, or broken on purpose: what it gave is looked at, the rest is nothing that this format holds.
    if (!(error instanceof Error && 'code' in error)) throw error;
  } finally {
    stream.destroy();
  }
  if (size < leastBytes && most > 0) return;
  yield { label, bytes: Buffer.concat(chunks).subarray(0, most), cut: size > most || most === 0 };
}
