import type { Transaction } from '../../store/connection.ts';
import type { Resource } from './compiled.ts';
import type { Place } from './cursor.ts';
import { planRanking } from './rank-search.ts';
import { readSnapshot } from './read-snapshot.ts';
import { type Reader, type Row, rowOf } from './reader.ts';
import type { ListRequest } from './request.ts';
import { planSearch } from './search.ts';
import { sortColumns } from './selected-rows.ts';
import { type ReadRow, walkPage } from './walk.ts';

/** A page of items that have words, in a transaction that sees one snapshot. */
export async function searchIn(
  sql: Transaction,
  reader: Reader,
  resource: Resource,
  request: ListRequest,
  words: string,
  from: Place | undefined,
  read: ReadRow = (statement, usual) => rowOf(sql, statement, usual),
): Promise<Row | undefined> {
  const tries =
    sortColumns(resource, request.sort).ranks === undefined
      ? await planSearch(sql, words)
      : await planRanking(sql, reader, resource, request, words);
  return walkPage(sql, reader, resource, request, from, tries, read);
}

/** A page of items that have words. @throws QueryTooCostly */
export const readSearch = (
  reader: Reader,
  resource: Resource,
  request: ListRequest,
  words: string,
  from: Place | undefined,
): Promise<Row | undefined> =>
  readSnapshot(reader, (sql) => searchIn(sql, reader, resource, request, words, from));
