import type { Transaction } from '../../store/connection.ts';
import { inSnapshot } from '../../store/in-snapshot.ts';
import type { Resource } from './compiled.ts';
import type { Place } from './cursor.ts';
import { type Reader, type Row, rowOf, translated } from './reader.ts';
import type { ListRequest } from './request.ts';
import { endOfWalk, planSearch, type Try } from './search.ts';
import { listStatement, type Statement } from './statement.ts';

/** How the row of a page's statement is read; `usual` ones are worth being prepared. */
type ReadRow = (statement: Statement, usual: boolean) => Promise<Row | undefined>;

/** The first page that is full or reaches the listing's end; the last try's page is taken as it is, and tells where the next goes on. */
async function firstPage(
  sql: Transaction,
  { chain }: Reader,
  resource: Resource,
  request: ListRequest,
  from: Place | undefined,
  tries: readonly Try[],
  read: ReadRow,
): Promise<Row | undefined> {
  let row: Row | undefined;
  // Nothing of the text comes from who asks; what else was asked for would make ever new ones.
  const usual = request.usual && request.asOf === undefined && request.conditions.length === 1;
  for (const { items, condition } of tries) {
    const end = items === undefined ? undefined : await endOfWalk(sql, resource, request, from, items, chain);
    row = await read(
      listStatement(resource, request, from, chain, { condition, ...(end === undefined ? {} : { end }) }),
      usual,
    );
    if (row === undefined || row.place !== null || end === undefined) return row;
    row = { ...row, place: end.values.map((value) => JSON.stringify(value)).join(',') };
  }
  return row;
}

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
  return firstPage(sql, reader, resource, request, from, await planSearch(sql, words), read);
}

/** A page of items that have words. */
export async function readSearch(
  reader: Reader,
  resource: Resource,
  request: ListRequest,
  words: string,
  from: Place | undefined,
): Promise<Row | undefined> {
  try {
    return await inSnapshot(reader.chain.sql, (sql) => searchIn(sql, reader, resource, request, words, from));
  } catch (error) {
    throw translated(error);
  }
}
