import type { LocalBlocks } from '@atoll/storage/block-source';
import type { Storage } from '@atoll/storage/block-source';
import { gatewayBlocks } from '@atoll/storage/gateway-client';
import { createStorage } from '@atoll/storage/storage';

/** Storage that forgets: blocks of one result while it is verified. */
export function memoryStorage(gateways: readonly string[] = []): Storage {
  const blocks = new Map<string, Uint8Array>();
  const pins = new Map<string, Parameters<LocalBlocks['addPin']>[0]>();
  const local: LocalBlocks = {
    origin: { from: 'caller' },
    read: (cid) => Promise.resolve(blocks.get(cid.toString())),
    write: (cid, bytes) => {
      blocks.set(cid.toString(), bytes);
      return Promise.resolve();
    },
    has: (cid) => Promise.resolve(blocks.has(cid.toString())),
    addPin: (root) => {
      pins.set(root.toString(), root);
      return Promise.resolve();
    },
    removePin: (root) => {
      pins.delete(root.toString());
      return Promise.resolve();
    },
    async *listPins() {
      yield* pins.values();
    },
    close: () => Promise.resolve(),
  };
  return createStorage({ local, remotes: gateways.map((url) => gatewayBlocks(url)) });
}
