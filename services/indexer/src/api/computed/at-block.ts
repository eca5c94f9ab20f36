import type { Transaction } from '../../store/connection.ts';
import { answeredRow } from '../resource/read-page.ts';
import { readSnapshot } from '../resource/read-snapshot.ts';
import type { Reader, Row } from '../resource/reader.ts';
import { headColumns, headText } from '../resource/statement.ts';

/** A block that something is computed as of. */
export interface Block {
  readonly number: string;
  /** Without `0x`. */
  readonly hash: string;
  /** Block time in seconds. */
  readonly timestamp: number;
  /** The block that was asked for, where one was. */
  readonly asOf: number | undefined;
}

/** @throws BackfillUnderWay, BlockNotKept, BlockUnknown */
async function readBlock(transaction: Transaction, asOf: number | undefined): Promise<Block> {
  const [row] = await transaction.unsafe<(Row & { timestamp: string })[]>(
    `select ${headColumns}, h.timestamp::text as timestamp, null as ancestor, null as items, null as place
      from ${headText(asOf === undefined ? undefined : '$1::bigint')}`,
    asOf === undefined ? [] : [String(asOf)],
  );
  const { number, hash } = answeredRow(row, asOf);
  return { number, hash, timestamp: Number(row?.timestamp), asOf };
}

/**
 * Computes something from several tables, all of them as they stood at one moment, and says as of which block.
 *
 * @param asOf a block from the last final one on; the last one unless given
 * @throws BackfillUnderWay, BlockNotKept, BlockUnknown, QueryTooCostly
 */
export const atBlock = <T>(
  reader: Pick<Reader, 'chain'>,
  asOf: number | undefined,
  compute: (transaction: Transaction, block: Block) => Promise<T>,
): Promise<{ block: Block; found: T }> =>
  readSnapshot(reader, async (transaction) => {
    const block = await readBlock(transaction, asOf);
    return { block, found: await compute(transaction, block) };
  });
