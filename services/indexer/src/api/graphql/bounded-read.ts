import type { Transaction } from '../../store/connection.ts';
import { QueryTooCostly } from '../resource/errors.ts';
import { type Row, rowOf } from '../resource/reader.ts';
import type { Statement } from '../resource/statement.ts';

/** Bytes that the items of one answer may have, those of all its fields together. */
export const mostBytes = 8 << 20;

/** Reads the row of a statement. @throws QueryTooCostly where its items are more than the answer may still have */
export type BoundedRead = (statement: Statement) => Promise<Row | undefined>;

type SizedRow = Row & { readonly size: number | null };

/**
 * Reads rows of one answer. Items that are too large stay in the database, only their size comes: what a query may cost is estimated, and
 * a hundred documents may be a hundred MiB. `offset 0` keeps the items from being put together for each mention.
 */
export function boundedRead(sql: Transaction, bytes: { left: number }): BoundedRead {
  return async ({ text, values }) => {
    const row = await rowOf<SizedRow>(sql, {
      text: `select number, hash, oldest, newest, reorg, ancestor, place, stamp, octet_length(items) as size,
          case when octet_length(items) <= $${values.length + 1}::integer then items end as items
        from (${text} offset 0) as answer`,
      values: [...values, bytes.left],
    });
    bytes.left -= row?.size ?? 0;
    if (bytes.left < 0) {
      throw new QueryTooCostly(
        `the items of the answer have more than ${mostBytes} bytes`,
        'ask for fewer items at a time, or for less of what is heavy of each',
        { limit: mostBytes },
      );
    }
    return row;
  };
}
