import { RawLog } from '@atoll/chain/raw-log';
import { Address, Bytes32, Hex } from '@atoll/schemas/ids';
import { numberToHex } from 'viem';
import { z } from 'zod';
import { decodeLog } from '../decode/decode-log.ts';
import { Emitters } from '../decode/emitters.ts';
import type { PlacedEvent } from '../decode/market-event.ts';
import { projectionsOf } from '../project/projections.ts';
import type { Market } from './market.ts';
import { MemoryStore } from './memory-store.ts';

const quantity = z.string().transform(Number);
const logs = z.array(
  z
    .object({
      address: Address,
      topics: z.array(Bytes32),
      data: Hex,
      blockNumber: quantity,
      blockHash: Bytes32,
      blockTimestamp: quantity,
      transactionHash: Bytes32,
      transactionIndex: quantity,
      logIndex: quantity,
    })
    .transform((log) => RawLog.of(log)),
);

/** Every event of the market's contracts and of the shares that they made, in the order of the chain. */
export async function readEvents(market: Market): Promise<PlacedEvent[]> {
  const range = { fromBlock: numberToHex(market.chain.startBlock), toBlock: 'latest' };
  const all = logs.parse(await market.anvil.rpc('eth_getLogs', [range]));
  const emitters = new Emitters(market.book.contracts);
  emitters.discover(all);
  return all.flatMap((log) => decodeLog(emitters, log) ?? []);
}

/**
 * The whole chain, folded in memory.
 * @param batchOf how many events the next batch holds
 */
export async function foldChain(market: Market, batchOf: () => number): Promise<MemoryStore> {
  const store = new MemoryStore(projectionsOf(market.book.contracts));
  const events = await readEvents(market);
  for (let at = 0; at < events.length;) {
    const size = Math.max(1, batchOf());
    store.fold(events.slice(at, at + size));
    at += size;
  }
  return store;
}
