import type { Cid } from '@atoll/schemas/ids';
import { fileDag } from '@atoll/storage/file-dag';
import type { MarketContext } from './context.ts';
import { pinCar } from './pin-car.ts';

/**
 * Pins a file of this machine at the marketplace as a UnixFS file, e.g. a layer of an image. The file is read twice, once for its CID and once
 * to be sent; nothing of it is stored here, and memory does not grow with it.
 *
 * @returns its CID, computed here
 * @throws PathMissing, UnsupportedEntry, FileChanged when it is written meanwhile, and what {@link pinCar} throws
 * @example const cid = await pinPath(ctx, 'layer.tar');
 */
export async function pinPath(ctx: MarketContext, path: string): Promise<Cid> {
  const dag = await fileDag(path);
  const root = dag.cid.toString();
  await pinCar(ctx, { root, car: dag.exportCar() });
  return root;
}
