import type { PendingQuery, Row } from 'postgres';
import type { Transaction } from './connection.ts';

/**
 * One statement that adds rows, or replaces those whose keys are there. It is sent without waiting for an answer, but takes some times as
 * long a row as COPY.
 *
 * @param input.rows each as JSON, by the names of the columns
 * @param input.key the columns by which a row is known; none where rows are only ever added
 */
export function putRows(
  transaction: Transaction,
  table: string,
  {
    columns,
    rows,
    key = [],
  }: { columns: readonly string[]; rows: readonly string[]; key?: readonly string[] },
): PendingQuery<Row[]> {
  const name = transaction(table);
  const named = transaction([...columns]);
  const assignments = columns
    .filter((column) => !key.includes(column))
    .flatMap((column, index) => [
      index === 0 ? transaction`` : transaction`, `,
      transaction`${transaction(column)} = excluded.${transaction(column)}`,
    ]);
  const replacing =
    key.length === 0
      ? transaction``
      : transaction`on conflict (${transaction([...key])}) do update set ${assignments}`;
  const json = `[${rows.join(',')}]`;
  return transaction`
    insert into ${name} (${named})
    select ${named} from jsonb_populate_recordset(null::${name}, (${json}::text)::jsonb) ${replacing}`;
}
