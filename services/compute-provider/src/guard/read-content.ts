import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { contentOverlap, contentWindows, denseBits, sparseBits } from './content-windows.ts';
import type { Records } from './records.ts';

/** Files up to this size have windows close together, so that a thumbnail has some. */
const smallFile = 1 << 20;
const commonPiece = 4 << 20;

/** Takes fingerprints of the bytes of a file: what is copied as it is is found, also a part of it of a few KiB. */
export async function readContent(path: string, records: Records, pieceBytes = commonPiece): Promise<void> {
  const { size } = await stat(path);
  const zeroBits = size <= smallFile ? denseBits : sparseBits;
  let before: Uint8Array = new Uint8Array();
  let offset = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: pieceBytes })) {
    if (!(chunk instanceof Uint8Array)) continue;
    const piece = Buffer.concat([before, chunk]);
    const start = offset - before.byteLength;
    contentWindows(
      piece,
      zeroBits,
      (window, end) => records.addContent(window, start + end),
      before.byteLength + 1,
    );
    offset += chunk.byteLength;
    before = piece.subarray(-contentOverlap);
  }
  records.endContent(size);
}
