import type { Storage } from './block-source.ts';
import { type Fetch, gatewayBlocks } from './gateway-client.ts';
import { openKuboBlocks } from './kubo-blocks.ts';
import { createStorage } from './storage.ts';
import { rawCidOf } from './verify-block.ts';

const EMPTY_BLOCK = rawCidOf(new Uint8Array(0));

/**
 * IPFS through a Kubo node: blocks live in its store, missing ones come from the gateways and then from its peers.
 * What the node returns is verified like anyone's bytes. Content that must outlive the node's garbage collection is pinned.
 *
 * @param input.url - its RPC, e.g. `http://127.0.0.1:5001`; never expose that port to strangers
 * @param input.gateways - base addresses of trustless gateways, asked before the node's peers
 * @param input.peerTimeoutMs - how long the node may look for a block among its peers; default 30,000
 * @throws {@link StorageFailed} when the node does not answer
 * @example
 * const storage = await openKuboStorage({ url: 'http://127.0.0.1:5001', gateways: [] });
 */
export async function openKuboStorage(input: {
  url: string;
  gateways: readonly string[];
  fetch?: Fetch;
  peerTimeoutMs?: number;
}): Promise<Storage> {
  const { local, peers } = openKuboBlocks(input.url, input.peerTimeoutMs ?? 30_000);
  const gateways = input.gateways.map((url) =>
    gatewayBlocks(url, input.fetch === undefined ? {} : { fetch: input.fetch }),
  );
  // asked once at the start, so that a wrong address is an error now and not at the first document
  await local.has(EMPTY_BLOCK);
  return createStorage({ local, remotes: [...gateways, peers] });
}
