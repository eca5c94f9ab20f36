import type { CID } from 'multiformats/cid';
import { joinBytes } from './bytes.ts';
import type { LocalBlocks } from './block-source.ts';
import { gatewayBlocks, type Fetch } from './gateway-client.ts';
import { readBlock } from './read-block.ts';
import { readFile } from './read-file.ts';

/** Keeps nothing: what is read once is not read again. */
const nowhere: LocalBlocks = {
  origin: { from: 'caller' },
  read: () => Promise.resolve(undefined),
  write: () => Promise.resolve(),
  has: () => Promise.resolve(false),
  addPin: () => Promise.resolve(),
  removePin: () => Promise.resolve(),
  listPins: async function* () {},
  close: () => Promise.resolve(),
};

/**
 * A UnixFS file from trustless gateways, every block verified on the way. Runs in browsers too, and without the code that writes UnixFS.
 *
 * @param input.gateways asked in this order, block by block
 * @param input.maxBytes more rejects before the first byte is given out
 * @throws ContentUnavailable, DigestMismatch, ContentTooLarge, MalformedDag
 * @example
 * const bytes = await readFromGateways(parseCid(cid), { gateways: ['https://market.example'], maxBytes: 1 << 30 });
 */
export async function readFromGateways(
  cid: CID,
  input: { gateways: readonly string[]; maxBytes: number; signal?: AbortSignal; fetch?: Fetch },
): Promise<Uint8Array<ArrayBuffer>> {
  const { gateways, maxBytes, signal, fetch } = input;
  const remotes = gateways.map((url) => gatewayBlocks(url, fetch === undefined ? {} : { fetch }));
  const parts: Uint8Array[] = [];
  const read = (each: CID, stop: AbortSignal) =>
    readBlock({ local: nowhere, remotes }, each, { signal: stop });
  for await (const part of readFile(read, cid, { maxBytes, ...(signal === undefined ? {} : { signal }) }))
    parts.push(part);
  return joinBytes(parts);
}
