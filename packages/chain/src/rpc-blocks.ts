import { Address, Bytes32, Hex } from '@atoll/schemas/ids';
import { numberToHex } from 'viem';
import { z } from 'zod';
import { type Chain } from './chain.ts';
import { ChainUnavailable } from './errors.ts';
import { type FollowedBlock, type RawLog } from './follow-types.ts';
import { translated } from './translate.ts';

const Quantity = z
  .string()
  .regex(/^0x[0-9a-fA-F]{1,13}$/, 'expected a hexadecimal quantity that fits a double')
  .transform(Number);

const Header = z.object({ number: Quantity, hash: Bytes32, parentHash: Bytes32, timestamp: Quantity });

const Log = z.object({
  address: Address,
  topics: z.array(Bytes32).max(4),
  data: Hex,
  blockNumber: Quantity,
  blockHash: Bytes32,
  transactionHash: Bytes32,
  transactionIndex: Quantity,
  logIndex: Quantity,
  removed: z.boolean().optional(),
});
export type ParsedLog = Omit<RawLog, 'blockTimestamp'>;

/** The header of a block by number, or undefined where the node does not have it (yet). */
export async function fetchHeader(chain: Chain, at: number | 'latest'): Promise<FollowedBlock | undefined> {
  const block = at === 'latest' ? at : numberToHex(at);
  const reply: unknown = await translated('eth_getBlockByNumber', () =>
    chain.publicClient.request({ method: 'eth_getBlockByNumber', params: [block, false] }),
  );
  if (reply === null) return undefined;
  const header = parsed(Header, reply, 'eth_getBlockByNumber');
  if (at !== 'latest' && header.number !== at) {
    throw new ChainUnavailable({ what: `asked for block ${at}, the node gave ${header.number}` });
  }
  return header;
}

/** The headers of blocks that are known to exist, in the order asked for. */
export async function fetchHeaders(chain: Chain, numbers: readonly number[]): Promise<FollowedBlock[]> {
  return Promise.all(
    numbers.map(async (number) => {
      const header = await fetchHeader(chain, number);
      if (header === undefined) throw new ChainUnavailable({ what: `the node has no block ${number}` });
      return header;
    }),
  );
}

/** Logs of a span by number, checked to lie in it. Fit for blocks that no longer change. */
export async function fetchLogsOfSpan(
  chain: Chain,
  addresses: readonly Address[],
  from: number,
  to: number,
): Promise<ParsedLog[]> {
  const logs = await fetchLogs(chain, addresses, { fromBlock: numberToHex(from), toBlock: numberToHex(to) });
  const stray = logs.find((log) => log.blockNumber < from || log.blockNumber > to);
  if (stray !== undefined) {
    throw new ChainUnavailable({
      what: `asked for logs of ${from} to ${to}, got one of ${stray.blockNumber}`,
    });
  }
  return logs;
}

/** Logs of exactly this block: a node that does not have it says so instead of giving none. */
export async function fetchLogsOfBlock(
  chain: Chain,
  addresses: readonly Address[],
  block: FollowedBlock,
): Promise<ParsedLog[]> {
  return fetchLogs(chain, addresses, { blockHash: block.hash });
}

async function fetchLogs(
  chain: Chain,
  addresses: readonly Address[],
  where: { fromBlock: Hex; toBlock: Hex } | { blockHash: Hex },
): Promise<ParsedLog[]> {
  const reply: unknown = await translated('eth_getLogs', () =>
    chain.publicClient.request({ method: 'eth_getLogs', params: [{ address: [...addresses], ...where }] }),
  );
  const logs = parsed(z.array(Log), reply, 'eth_getLogs');
  for (const log of logs) {
    if (!addresses.includes(log.address)) {
      throw new ChainUnavailable({
        what: `eth_getLogs gave a log of ${log.address}, which was not asked for`,
      });
    }
    if (log.removed === true) throw new ChainUnavailable({ what: 'eth_getLogs gave a removed log' });
  }
  return logs.map(({ removed: _removed, ...log }) => log);
}

function parsed<T extends z.ZodType>(schema: T, reply: unknown, method: string): z.infer<T> {
  const result = schema.safeParse(reply);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new ChainUnavailable({
    what: `${method} answered what it should not: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`,
    cause: result.error,
  });
}
