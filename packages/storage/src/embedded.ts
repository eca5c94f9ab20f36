import type { Storage } from './block-source.ts';
import { openDiskBlocks } from './disk-blocks.ts';
import { type Fetch, gatewayBlocks } from './gateway-client.ts';
import { createStorage } from './storage.ts';

/**
 * IPFS without a node: blocks in a folder, missing ones from trustless gateways, verified and kept.
 * Several processes may open the same folder.
 *
 * @param input.directory - made when missing
 * @param input.gateways - base addresses, asked in this order, e.g. `['https://trustless-gateway.link']`
 * @param input.gatewayTimeoutMs - how long one block may take from one gateway; default 30,000
 * @throws {@link StorageFailed} when the folder cannot be used
 * @example
 * const storage = await openEmbeddedStorage({ directory: '.atoll/ipfs', gateways: [] });
 * const cid = await storage.putDocument(new TextEncoder().encode('{"name":"reef"}'));
 */
export async function openEmbeddedStorage(input: {
  directory: string;
  gateways: readonly string[];
  fetch?: Fetch;
  gatewayTimeoutMs?: number;
}): Promise<Storage> {
  const local = await openDiskBlocks(input.directory);
  const remotes = input.gateways.map((url) =>
    gatewayBlocks(url, {
      ...(input.fetch === undefined ? {} : { fetch: input.fetch }),
      ...(input.gatewayTimeoutMs === undefined ? {} : { timeoutMs: input.gatewayTimeoutMs }),
    }),
  );
  return createStorage({ local, remotes });
}
