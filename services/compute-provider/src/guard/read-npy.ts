import { type FileHandle, open } from 'node:fs/promises';
import type { Records } from './records.ts';

/** Values of a row; a one-dimensional array is cut into rows of this many, a longer row too. */
const maxRowValues = 4096;
const listRow = 16;
const pieceBytes = 4 << 20;
const maxHeader = 1 << 16;

type Read = (view: DataView, at: number, littleEndian: boolean) => number;
/** Element types of numbers, by kind and size. Texts and structures have none: their bytes are compared. */
const readers: Readonly<Record<string, Read>> = {
  f4: (view, at, little) => view.getFloat32(at, little),
  f8: (view, at, little) => view.getFloat64(at, little),
  i1: (view, at) => view.getInt8(at),
  u1: (view, at) => view.getUint8(at),
  i2: (view, at, little) => view.getInt16(at, little),
  u2: (view, at, little) => view.getUint16(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
};

interface Layout {
  readonly start: number;
  readonly size: number;
  readonly little: boolean;
  readonly read: Read;
  /** Values of a row as they follow each other in the file. */
  readonly width: number;
}

/**
 * Takes the rows of a NumPy array: the values along its last axis, or its first where the file has the columns one after the other
 * (Fortran order). A file that is no array of numbers has none.
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export async function readNpy(path: string, records: Records): Promise<void> {
  const file = await open(path, 'r');
  try {
    const layout = await readHeader(file);
    if (layout === undefined) return;
    const rowBytes = layout.width * layout.size;
    const most = Math.max(1, Math.floor(pieceBytes / rowBytes)) * rowBytes;
    const piece = Buffer.alloc(most);
    for (let at = layout.start; ;) {
      const bytesRead = await readFully(file, piece, at);
      const view = new DataView(piece.buffer, piece.byteOffset, bytesRead);
      for (let row = 0; row + layout.size <= bytesRead; row += rowBytes)
        records.add(valuesOf(view, row, layout));
      if (bytesRead < most) return;
      at += bytesRead;
    }
  } finally {
    await file.close();
  }
}

/** @returns how many bytes there were, fewer than asked only at the end */
async function readFully(file: FileHandle, into: Uint8Array, from: number): Promise<number> {
  let done = 0;
  while (done < into.byteLength) {
    const { bytesRead } = await file.read(into, done, into.byteLength - done, from + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
}

function* valuesOf(view: DataView, from: number, { size, width, read, little }: Layout) {
  for (let index = 0; index < width && from + (index + 1) * size <= view.byteLength; index++)
    yield [index, read(view, from + index * size, little)] as const;
}

async function readHeader(file: FileHandle): Promise<Layout | undefined> {
  const head = Buffer.alloc(12);
  if ((await readFully(file, head, 0)) < 12 || head.toString('latin1', 0, 6) !== '\x93NUMPY')
    return undefined;
  const wide = (head[6] ?? 0) > 1;
  const start = (wide ? 12 : 10) + (wide ? head.readUInt32LE(8) : head.readUInt16LE(8));
  if (start > maxHeader) return undefined;
  const text = Buffer.alloc(start);
  await readFully(file, text, 0);
  const header = text.toString('latin1', wide ? 12 : 10);
  const [, order = '', type = ''] = /'descr': *'([<>|=])([a-z]\d)'/.exec(header) ?? [];
  const read = readers[type];
  const shape = /'shape': *\(([\d, ]*)\)/.exec(header)?.[1]?.match(/\d+/g)?.map(Number);
  if (read === undefined || shape === undefined) return undefined;
  const isFortran = /'fortran_order': *True/.test(header);
  const along = (isFortran ? shape[0] : shape.at(-1)) ?? 1;
  const width = shape.length < 2 ? listRow : Math.min(Math.max(along, 1), maxRowValues);
  return { start, size: Number(type.slice(1)), little: order !== '>', read, width };
}
