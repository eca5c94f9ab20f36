import type { Transaction } from '../../store/connection.ts';
import { holdSnapshot } from '../../store/hold-snapshot.ts';
import { answeredRow, type AnsweredRow } from '../resource/read-page.ts';
import { type Reader, rowOf, translated } from '../resource/reader.ts';
import type { Resource } from '../resource/compiled.ts';
import type { ListRequest } from '../resource/request.ts';
import { exportStatement, headStatement } from '../resource/statement.ts';
import type { ExportColumn } from './export-columns.ts';
import type { ExportLimits } from './export-limits.ts';

/** Values of rows, each row's in the order of the columns. */
export type Batch = readonly (readonly (string | null)[])[];

/**
 * Rows of a piece, all of which are in memory at once: fewer where each may be large. A document is up to 1 MiB, a list within an item up to
 * 1,000 rows.
 */
function rowsAtOnce({ binding, shape }: Resource, columns: readonly ExportColumn[]): number {
  const has = (name: string) => columns.some((column) => column.name === name);
  if (binding.weight !== undefined && has(binding.weight.field)) return 8;
  return [...shape.heavy, ...shape.asked].some(has) ? 100 : 1000;
}

export interface OpenExport {
  readonly block: AnsweredRow;
  readonly batches: AsyncGenerator<Batch, void, undefined>;
  /** Gives the connection back, also where nothing was read; no more batches come then. */
  readonly close: () => Promise<void>;
}

/**
 * The whole file is wanted: a plan that is quick to begin, as cursors get, may take long to end. Between two pieces the session waits for as
 * long as megabytes of rows are read; who reads too slowly, or for too long, is found elsewhere, and before Postgres would end the session.
 */
const setLimits = (sql: Transaction, { fetchMs, stallMs, totalMs }: ExportLimits) => sql`
  select set_config('statement_timeout', ${String(fetchMs)}, true),
    set_config('idle_in_transaction_session_timeout', ${String(totalMs + stallMs)}, true),
    set_config('cursor_tuple_fraction', '1', true)`;

/**
 * Every row of a listing, piece by piece, from one snapshot. The block comes first. Each piece is a statement of its own: one that is read
 * through the protocol's portal is timed as a whole, its reader's pauses included.
 *
 * @throws BackfillUnderWay, BlockNotKept, BlockUnknown, QueryTooCostly
 */
export async function openExport(
  reader: Reader,
  resource: Resource,
  request: ListRequest,
  columns: readonly ExportColumn[],
  limits: ExportLimits,
): Promise<OpenExport> {
  const { chain } = reader;
  const expressions = columns.map(({ expression }) => expression);
  const { text, values } = exportStatement(resource, request, chain, expressions);
  const next = `fetch ${rowsAtOnce(resource, columns)} from export`;
  try {
    const held = await holdSnapshot(chain.sql, async (sql) => {
      await setLimits(sql, limits);
      const answered = answeredRow(await rowOf(sql, headStatement(request.asOf)), request.asOf);
      await sql.unsafe(`declare export no scroll cursor for ${text}`, [...values]);
      return answered;
    });
    const { sql, begun: block } = held;
    let isClosed = false;
    const close = async () => {
      isClosed = true;
      await held.close();
    };
    async function* batches(): AsyncGenerator<Batch, void, undefined> {
      try {
        // The connection is somebody else's once it was given back.
        while (!isClosed) {
          const rows = await sql.unsafe<Record<string, string | null>[]>(next);
          if (rows.length === 0) return;
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
    throw translated(error);
  }
}
