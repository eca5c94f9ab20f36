import type { Sql } from '@atoll/indexer/store/connection';
import { waitFor } from '@atoll/tests/support/wait';
import { z } from 'zod';
import type { MarketChain } from '../chain/market-chain.ts';
import { callOne } from '../chain/rpc.ts';
import type { HistoryBlock } from '../history/history.ts';
import type { MinedBlock } from './event-streams.ts';

const Quantity = z.templateLiteral(['0x', z.string()]).transform(Number);

/** Longest that the writer may take for one block. */
const deadlineMs = 30_000;

/**
 * Mines the next block. Its changes are those that the journal has of it once the mirror stands there.
 * @param sql finds the mirror's tables
 * @throws RangeError where the history is over; WaitedTooLong where the mirror does not follow
 */
export async function mineAndTell(input: {
  chain: MarketChain;
  blocks: Iterator<HistoryBlock>;
  sql: Sql;
}): Promise<MinedBlock> {
  const { chain, blocks, sql } = input;
  const { value, done } = blocks.next();
  if (done === true) throw new RangeError('the history is over');
  await chain.write(value);
  const at = performance.timeOrigin + performance.now();
  const number = Quantity.parse(await callOne(chain.rpcUrl, 'eth_blockNumber'));
  return {
    at,
    changes: async () => {
      const mirrored = async () => {
        const [cursor] = await sql<{ number: bigint }[]>`select number from cursor`;
        return cursor !== undefined && cursor.number >= BigInt(number);
      };
      await waitFor(`block ${number} in the mirror`, mirrored, { deadlineMs });
      const rows = await sql<{ id: string }[]>`
        select id::text from changes where (body->'block'->>'number')::bigint = ${number} order by id`;
      return rows.map(({ id }) => id);
    },
  };
}
