import type { Transaction } from '../../store/connection.ts';
import type { Resource } from './compiled.ts';
import { type Place, placeOf } from './cursor.ts';
import type { Reader, Row } from './reader.ts';
import type { ListRequest } from './request.ts';
import type { Window } from './selected-rows.ts';
import { endStatement, listStatement, type Statement } from './statement.ts';

/** How the row of a page's statement is read; `usual` ones are worth being prepared. */
export type ReadRow = (statement: Statement, usual: boolean) => Promise<Row | undefined>;

/** One try at a page: it looks at so many items from the page's start, at all of them where the number is left out. */
export interface Try extends Omit<Window, 'end'> {
  readonly items?: number;
}

/** Where a walk of so many items ends; undefined where the listing ends before. */
async function endOfWalk(
  sql: Transaction,
  { chain }: Reader,
  resource: Resource,
  request: ListRequest,
  from: Place | undefined,
  items: number,
): Promise<string | undefined> {
  const { text, values } = endStatement(resource, request, from, items, chain);
  const [row] = await sql.unsafe<{ place: string }[]>(text, [...values]);
  return row?.place;
}

/** The first page that is full or reaches the listing's end; the last try's page is taken as it is, and tells where the next goes on. */
export async function walkPage(
  sql: Transaction,
  reader: Reader,
  resource: Resource,
  request: ListRequest,
  from: Place | undefined,
  tries: readonly Try[],
  read: ReadRow,
): Promise<Row | undefined> {
  let row: Row | undefined;
  // Nothing of the text comes from who asks; what else was asked for would make ever new ones.
  const usual = request.usual && request.asOf === undefined && request.conditions.length === 1;
  for (const { items, ...window } of tries) {
    // Lists of what was found are as long as they are, and each has a plan of its own.
    const isKept = usual && window.within === undefined;
    const end =
      items === undefined ? undefined : await endOfWalk(sql, reader, resource, request, from, items);
    const until = { ...window, end: end === undefined ? undefined : placeOf(end) };
    row = await read(listStatement(resource, request, from, reader.chain, until), isKept);
    if (row === undefined || row.place !== null || end === undefined) return row;
    row = { ...row, place: end };
  }
  return row;
}
