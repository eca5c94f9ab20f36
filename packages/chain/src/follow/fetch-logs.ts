import type { Address, Bytes32 } from '@atoll/schemas/ids';
import type { RawLog } from '../raw-log.ts';
import type { Endpoint, RpcCall } from './endpoint.ts';
import { toQuantity } from './hex.ts';
import { mergeLogs } from './log-order.ts';
import { readParsedLogs } from './read-answer.ts';
import type { AskedLogs } from './read-logs.ts';

/** Addresses of one `eth_getLogs`: many nodes refuse more than a thousand. */
const addressesAtOnce = 500;

interface Where {
  readonly from: number;
  readonly to: number;
}

interface Chunk {
  readonly call: RpcCall;
  readonly asked: AskedLogs;
}

function chunked(addresses: readonly Address[]): (readonly Address[])[] {
  if (addresses.length <= addressesAtOnce) return addresses.length === 0 ? [] : [addresses];
  return Array.from({ length: Math.ceil(addresses.length / addressesAtOnce) }, (_, index) =>
    addresses.slice(index * addressesAtOnce, (index + 1) * addressesAtOnce),
  );
}

/** The logs of a span by number, checked. Fit for blocks that no longer change. @throws RpcFailure */
export async function fetchSpanLogs(
  endpoint: Endpoint,
  addresses: readonly Address[],
  { from, to }: Where,
  maxBytes: number,
): Promise<RawLog[]> {
  const where = { fromBlock: toQuantity(from), toBlock: toQuantity(to) };
  const parts = chunked(addresses).map((address) =>
    endpoint.requestLogs(
      { method: 'eth_getLogs', params: [{ address, ...where }] },
      { addresses: new Set(address), from, to },
      { maxBytes },
    ),
  );
  return mergeLogs(await Promise.all(parts));
}

/**
 * The logs of blocks by their hashes, checked, one list a block: a node that does not have one says so instead of giving none.
 * @throws RpcFailure
 */
export async function fetchBlockLogs(
  endpoint: Endpoint,
  addresses: readonly Address[],
  blocks: readonly { readonly number: number; readonly hash: Bytes32 }[],
  maxBytes: number,
): Promise<RawLog[][]> {
  const lists = chunked(addresses);
  const sets = lists.map((address) => new Set(address));
  const chunks: Chunk[] = blocks.flatMap(({ number, hash }) =>
    lists.map((address, index) => ({
      call: { method: 'eth_getLogs', params: [{ address, blockHash: hash }] },
      asked: { addresses: sets[index] ?? new Set(), from: number, to: number, blockHash: hash },
    })),
  );
  if (chunks.length === 0) return blocks.map(() => []);
  const replies = await endpoint.requestAll(
    chunks.map(({ call }) => call),
    { maxBytes },
  );
  const checked = chunks.map(({ asked }, index) => readParsedLogs(replies[index], asked));
  return blocks.map((_, index) => mergeLogs(checked.slice(index * lists.length, (index + 1) * lists.length)));
}
