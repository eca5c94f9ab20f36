import { ResultRefused } from './errors.ts';

/** A plain file on its way into an archive. Exactly `size` bytes have to come. */
export interface TarFile {
  readonly name: string;
  readonly size: number;
  readonly content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

const block = 512;
/** Results hold plain files with short names only, so nothing in an archive can point anywhere. */
const plainName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Bytes of an archive of these files, without padding. */
export function tarSize(files: readonly TarFile[]): number {
  return files.reduce((sum, { size }) => sum + block + size + paddingOf(size), 2 * block);
}

/**
 * Writes plain files as a POSIX ustar archive, streaming. The bytes depend on names and contents alone: no time, no owner.
 *
 * @param totalBytes the archive is filled up with zeros to this size, which readers ignore: its end is marked
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html (ustar interchange format)
 */
export async function* writeTar(
  files: Iterable<TarFile> | AsyncIterable<TarFile>,
  totalBytes = 0,
): AsyncGenerator<Uint8Array> {
  let total = 2 * block;
  for await (const file of files) {
    total += block + file.size + paddingOf(file.size);
    yield headerOf(file);
    let written = 0;
    for await (const part of file.content) {
      written += part.byteLength;
      if (written > file.size) break;
      yield part;
    }
    if (written !== file.size) {
      throw new RangeError(`${file.name} should have ${file.size} bytes and has ${written}`);
    }
    yield new Uint8Array(paddingOf(file.size));
  }
  yield new Uint8Array(2 * block);
  for (let left = totalBytes - total; left > 0; left -= largestPart) {
    yield new Uint8Array(Math.min(left, largestPart));
  }
}

/** Padding comes in parts, so that memory does not grow with it. */
const largestPart = 1 << 16;

const paddingOf = (size: number): number => (block - (size % block)) % block;

function headerOf({ name, size }: TarFile): Uint8Array {
  if (!plainName.test(name)) throw new RangeError(`${name} is not a plain file name`);
  const header = new Uint8Array(block);
  const put = (at: number, text: string) => header.set(new TextEncoder().encode(text), at);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;
  if (size > 0o77777777777) throw new RangeError(`${name} is too large for the format`);
  put(0, name);
  put(100, octal(0o644, 7));
  put(108, octal(0, 7));
  put(116, octal(0, 7));
  put(124, octal(size, 11));
  put(136, octal(0, 11));
  put(148, ' '.repeat(8));
  put(156, '0');
  put(257, 'ustar\0');
  put(263, '00');
  put(148, `${octal(sumOf(header), 6)} `);
  return header;
}

/** The checksum field counts as spaces. */
function sumOf(header: Uint8Array): number {
  return header.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 32 : byte), 0);
}

/**
 * Reads an archive of plain files, as {@link writeTar} writes it. What such an archive never holds (folders, links, paths, a name
 * twice, a cut end) is refused.
 * @throws ResultRefused `digest_mismatch`
 */
export function readTar(archive: Uint8Array): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  let at = 0;
  for (;;) {
    const header = archive.subarray(at, at + block);
    if (header.byteLength < block) throw new ResultRefused('its archive is cut off');
    if (header.every((byte) => byte === 0)) return files;
    const { name, size } = readHeader(header);
    if (files.has(name)) throw new ResultRefused(`its archive holds ${name} twice`);
    const content = archive.subarray(at + block, at + block + size);
    if (content.byteLength < size) throw new ResultRefused('its archive is cut off');
    files.set(name, content);
    at += block + size + paddingOf(size);
  }
}

function readHeader(header: Uint8Array): { name: string; size: number } {
  const text = (from: number, length: number) =>
    new TextDecoder('latin1').decode(header.subarray(from, from + length)).replace(/\0[\s\S]*$/, '');
  const name = text(0, 100);
  if (Number.parseInt(text(148, 8), 8) !== sumOf(header)) throw new ResultRefused('its archive is damaged');
  if (text(156, 1) !== '0' || text(345, 155) !== '' || !plainName.test(name)) {
    throw new ResultRefused('its archive holds something else than plain files', { name });
  }
  const size = text(124, 12).trim();
  if (!/^[0-7]{1,11}$/.test(size)) throw new ResultRefused('its archive is damaged', { name });
  return { name, size: Number.parseInt(size, 8) };
}
