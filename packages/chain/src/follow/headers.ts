import type { Bytes32 } from '@atoll/schemas/ids';
import type { FollowedBlock } from '../follow-types.ts';
import { isBloom } from './bloom.ts';
import type { Endpoint, RpcCall } from './endpoint.ts';
import { isJson, readBytes32, readQuantity, toQuantity } from './hex.ts';
import { invalid } from './rpc-failure.ts';

/** A block's header, as far as it matters here. */
export interface Header {
  readonly block: FollowedBlock;
  /** Undefined where the chain keeps none. */
  readonly bloom: string | undefined;
}

const headerCall = (at: number | 'latest'): RpcCall => ({
  method: 'eth_getBlockByNumber',
  params: [at === 'latest' ? at : toQuantity(at), false],
});

/** Checks an answer to `eth_getBlockByNumber`; undefined where the node does not have the block. @throws RpcFailure */
export function checkHeader(reply: unknown, at: number | 'latest'): Header | undefined {
  if (reply === null) return undefined;
  if (!isJson(reply)) throw invalid('eth_getBlockByNumber gave no block');
  const number = readQuantity(reply['number']);
  const timestamp = readQuantity(reply['timestamp']);
  const hash = readBytes32(reply['hash']);
  const parentHash = readBytes32(reply['parentHash']);
  if (number < 0 || timestamp < 0 || hash === undefined || parentHash === undefined) {
    throw invalid('eth_getBlockByNumber gave a block without proper number, time and hashes');
  }
  if (at !== 'latest' && number !== at) throw invalid(`asked for block ${at}, the node gave ${number}`);
  const bloom = reply['logsBloom'];
  return { block: { number, hash, parentHash, timestamp }, bloom: isBloom(bloom) ? bloom : undefined };
}

/** The header of a block, or undefined where the node does not have it (yet). */
export async function fetchHeader(endpoint: Endpoint, at: number | 'latest'): Promise<Header | undefined> {
  return checkHeader(await endpoint.request(headerCall(at)), at);
}

/** Headers by number, in JSON-RPC batches; undefined for each that the node does not have. */
export async function findHeaders(
  endpoint: Endpoint,
  numbers: readonly number[],
): Promise<(Header | undefined)[]> {
  if (numbers.length === 0) return [];
  const replies = await endpoint.requestAll(numbers.map(headerCall));
  return numbers.map((number, index) => checkHeader(replies[index], number));
}

/** Headers of blocks that are known to exist. @throws RpcFailure */
export async function fetchHeaders(endpoint: Endpoint, numbers: readonly number[]): Promise<Header[]> {
  const headers = await findHeaders(endpoint, numbers);
  return headers.map((header, index) => {
    if (header === undefined) throw invalid(`the node has no block ${numbers[index]}`);
    return header;
  });
}

/** Checks that each block names the one before it as its parent, starting from `parent` where that is known. */
export function checkLinks(parent: Bytes32 | undefined, headers: readonly Header[]): void {
  let previous = parent;
  for (const { block } of headers) {
    if (previous !== undefined && block.parentHash !== previous) {
      throw invalid(
        `block ${block.number} does not follow the block before it; the chain changed while it was read`,
      );
    }
    previous = block.hash;
  }
}
