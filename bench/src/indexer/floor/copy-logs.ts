import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { connectTo } from '@atoll/indexer/store/connection';
import { Hex } from '@atoll/schemas/ids';
import { z } from 'zod';
import { callOne } from '../chain/rpc.ts';
import { deployment } from '../history/deployment.ts';

/** The part of a log that is taken apart; the node is trusted for the rest, since this is a floor and no mirror. */
interface FloorLog {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
  readonly blockNumber: string;
  readonly blockHash: string;
  readonly blockTimestamp: string;
  readonly transactionHash: string;
  readonly transactionIndex: string;
  readonly logIndex: string;
}

const isLogs = (value: unknown): value is FloorLog[] => Array.isArray(value);

/** Spans that are asked for at once. */
const inFlight = 4;
const logsOfSpan = 5_000;

const bytes = (hex: string | undefined): string => (hex === undefined ? '\\N' : `\\\\x${hex.slice(2)}`);

/** A row in the text form of COPY. */
const lineOf = (log: FloorLog): string =>
  `${Number(log.blockNumber)}\t${Number(log.logIndex)}\t${bytes(log.blockHash)}\t${Number(log.blockTimestamp)}\t` +
  `${bytes(log.transactionHash)}\t${Number(log.transactionIndex)}\t${bytes(log.address)}\t${bytes(log.topics[0])}\t` +
  `${bytes(log.topics[1])}\t${bytes(log.topics[2])}\t${bytes(log.topics[3])}\t${bytes(log.data)}\n`;

const createTable = `
  create table public.floor_logs (
    block_number bigint not null, log_index bigint not null, block_hash bytea not null, block_timestamp bigint not null,
    transaction_hash bytea not null, transaction_index bigint not null, address bytea not null,
    topic0 bytea, topic1 bytea, topic2 bytea, topic3 bytea, data bytea not null,
    primary key (block_number, log_index)
  )`;

export interface FloorParameters {
  readonly databaseUrl: string;
  readonly rpcUrl: string;
  readonly addresses: readonly string[];
  readonly from: number;
  readonly to: number;
  /** Blocks of a span. */
  readonly span: number;
}

/**
 * The least that a mirror could do: raw `eth_getLogs`, four spans in flight, and COPY of what they hold into one table with its primary
 * key. Nothing is decoded or checked. Answers the number of logs.
 */
export async function copyLogs(parameters: FloorParameters): Promise<number> {
  const { rpcUrl, addresses, from, to, span } = parameters;
  // sends at once, as the service's own connections do: the driver's would wait 40 ms after each COPY
  const sql = connectTo({
    url: parameters.databaseUrl,
    chainId: deployment.chainId,
    application: 'floor',
    connections: 1,
  });
  try {
    await sql.unsafe(createTable);
    const ask = (first: number) =>
      callOne(rpcUrl, 'eth_getLogs', {
        address: addresses,
        fromBlock: `0x${first.toString(16)}`,
        toBlock: `0x${Math.min(to, first + span - 1).toString(16)}`,
      });
    const starts = Array.from({ length: Math.ceil((to - from + 1) / span) }, (_, at) => from + at * span);
    const asked = starts.splice(0, inFlight).map(ask);
    let copied = 0;
    for (;;) {
      // taken out, so that what was copied is not kept
      const logs = await asked.shift();
      if (logs === undefined) return copied;
      if (!isLogs(logs)) throw new TypeError('eth_getLogs answered no list');
      const next = starts.shift();
      if (next !== undefined) asked.push(ask(next));
      const copy = await sql`copy public.floor_logs from stdin`.writable();
      if (!copy.write(logs.map(lineOf).join(''))) await once(copy, 'drain');
      copy.end();
      await finished(copy);
      copied += logs.length;
    }
  } finally {
    await sql.end();
  }
}

/** Blocks that hold about 5,000 logs, by the average. */
export const spanOf = (events: number, blocks: number): number =>
  Math.max(1, Math.floor((logsOfSpan * blocks) / events));

/** What the floor's process is told in its one argument. */
export const FloorArgument = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(
    z.object({
      databaseUrl: z.string(),
      rpcUrl: z.string(),
      addresses: z.array(Hex),
      from: z.number(),
      to: z.number(),
      span: z.number(),
    }),
  );
