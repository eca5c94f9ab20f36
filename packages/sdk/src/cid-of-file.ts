import type { Cid } from '@atoll/schemas/ids';
import { memoryStorage } from './memory-blocks.ts';

/** The CID that bytes have as a UnixFS file in Atoll's layout. */
export async function cidOfFile(bytes: Uint8Array): Promise<Cid> {
  const storage = memoryStorage();
  const { cid } = await storage.putFile(once(bytes));
  return cid.toString();
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
