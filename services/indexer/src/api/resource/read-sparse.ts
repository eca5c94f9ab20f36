import type { Transaction } from '../../store/connection.ts';
import type { Resource } from './compiled.ts';
import type { Place } from './cursor.ts';
import { readSnapshot } from './read-snapshot.ts';
import { type Reader, type Row, rowOf } from './reader.ts';
import type { ListRequest } from './request.ts';
import { type ReadRow, walkPage } from './walk.ts';

/** Items that a page looks at where almost none of them is asked for. */
const mostWalked = 500_000;

/**
 * A page of what is so rare that the listing's order does not come by it soon, and what has no index of its own: what a walk of bounded
 * length comes by, maybe nothing, and where the next page goes on. In a transaction that sees one snapshot.
 *
 * @param items that are looked at; 500,000 unless given
 */
export const sparseIn = (
  sql: Transaction,
  reader: Reader,
  resource: Resource,
  request: ListRequest,
  from: Place | undefined,
  read: ReadRow = (statement, usual) => rowOf(sql, statement, usual),
  items = mostWalked,
): Promise<Row | undefined> => walkPage(sql, reader, resource, request, from, [{ items }], read);

/** The same, in a transaction of its own. @throws QueryTooCostly */
export const readSparse = (
  reader: Reader,
  resource: Resource,
  request: ListRequest,
  from: Place | undefined,
): Promise<Row | undefined> => readSnapshot(reader, (sql) => sparseIn(sql, reader, resource, request, from));
