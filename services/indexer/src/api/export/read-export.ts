import { holdSnapshot } from '../../store/hold-snapshot.ts';
import { answeredRow, type AnsweredRow } from '../resource/read-page.ts';
import { type Reader, rowOf, translated } from '../resource/reader.ts';
import type { Resource } from '../resource/compiled.ts';
import type { ListRequest } from '../resource/request.ts';
import { exportStatement, headStatement } from '../resource/statement.ts';
import type { ExportColumn } from './export-columns.ts';

/** Values of rows, each row's in the order of the columns. */
export type Batch = readonly (readonly (string | null)[])[];

const rowsAtOnce = 1000;

export interface OpenExport {
  readonly block: AnsweredRow;
  readonly batches: AsyncGenerator<Batch, void, undefined>;
  /** Gives the connection back, also where nothing was read. */
  readonly close: () => Promise<void>;
}

/**
 * Every row of a listing, a thousand at a time, from one snapshot. The block comes first. Whoever stops reading for a minute is cut off,
 * for a snapshot that is held keeps Postgres from cleaning up.
 *
 * @throws BackfillUnderWay, BlockNotKept, BlockUnknown
 */
export async function openExport(
  reader: Reader,
  resource: Resource,
  request: ListRequest,
  columns: readonly ExportColumn[],
): Promise<OpenExport> {
  const { chain } = reader;
  const { sql, close } = await holdSnapshot(chain.sql);
  try {
    await sql`set local statement_timeout = '60s'`;
    await sql`set local idle_in_transaction_session_timeout = '60s'`;
    const block = answeredRow(await rowOf(sql, headStatement(request.asOf)), request.asOf);
    const expressions = columns.map(({ expression }) => expression);
    const { text, values } = exportStatement(resource, request, chain, expressions);
    async function* batches(): AsyncGenerator<Batch, void, undefined> {
      try {
        const cursor = sql.unsafe<Record<string, string | null>[]>(text, [...values]).cursor(rowsAtOnce);
        for await (const rows of cursor) {
          yield rows.map((row) =>
            columns.map(({ read }, index) => {
              const value = row[`c${index}`] ?? null;
              return value === null ? null : read(value, chain);
            }),
          );
        }
      } catch (error) {
        throw translated(error);
      } finally {
        await close();
      }
    }
    return { block, batches: batches(), close };
  } catch (error) {
    await close();
    throw translated(error);
  }
}
