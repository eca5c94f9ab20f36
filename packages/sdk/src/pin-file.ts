import type { Cid } from '@atoll/schemas/ids';
import { CID } from 'multiformats/cid';
import type { MarketContext } from './context.ts';
import { memoryStorage } from './memory-blocks.ts';
import { pinCar } from './pin-car.ts';

/** The pieces of a file, without holding all of it twice. */
async function* piecesOf(file: Blob): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}

/**
 * Pins a file at the marketplace as a UnixFS file, e.g. the ONNX file that a model is.
 *
 * @returns its CID, computed here
 * @throws what {@link pinCar} throws
 * @example const cid = await pinFile(ctx, new Blob([bytes]));
 */
export async function pinFile(ctx: MarketContext, file: Blob): Promise<Cid> {
  const storage = memoryStorage();
  const { cid } = await storage.putFile(piecesOf(file));
  const root = cid.toString();
  await pinCar(ctx, { root, car: storage.exportCar(CID.parse(root)), whole: true });
  return root;
}
