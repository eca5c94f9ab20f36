import type { ChainReader } from '../context.ts';
import { finishItem, needsFinish, type Resource } from './compiled.ts';
import { decodeCursor, encodeCursor, type Place, placeOf } from './cursor.ts';
import { BackfillUnderWay, BlockNotKept, BlockUnknown, CursorReorganised } from './errors.ts';
import { hedged } from './hedged.ts';
import { readSearch } from './read-search.ts';
import { readSparse } from './read-sparse.ts';
import type { Answer, Made, Question, Reader, Row } from './reader.ts';
import { type ListRequest, listingOf } from './request.ts';
import { keptStatement } from './kept-statement.ts';
import { sortColumns } from './selected-rows.ts';
import { watchOf } from './watch.ts';

/** A row that answers for a block. */
export type AnsweredRow = Row & { readonly number: string; readonly hash: string };

const isAnswered = (row: Row): row is AnsweredRow => row.number !== null && row.hash !== null;

/** @throws BackfillUnderWay, BlockNotKept, BlockUnknown where the row is not the answer for the block that was asked for */
export function answeredRow(row: Row | undefined, asOf: number | undefined): AnsweredRow {
  if (row === undefined) throw new BackfillUnderWay();
  if (asOf !== undefined) {
    const oldest = Number(row.oldest);
    if (asOf < oldest || row.number === null) throw new BlockNotKept({ asked: asOf, oldest });
    if (row.newest === null || asOf > Number(row.newest)) {
      throw new BlockUnknown({ asked: asOf, newest: Number(row.newest) });
    }
  }
  if (!isAnswered(row)) throw new BackfillUnderWay();
  return row;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Items as text, finished where SQL could not say all of them. */
export function finishedItems(
  resource: Resource,
  fields: readonly string[],
  items: string,
  chain: ChainReader,
): string {
  if (items === '' || !needsFinish(resource, fields)) return items;
  const parsed: unknown = JSON.parse(`[${items}]`);
  if (!Array.isArray(parsed)) return items;
  for (const item of parsed) if (isRecord(item)) finishItem(resource, fields, item, chain);
  return JSON.stringify(parsed).slice(1, -1);
}

/**
 * Whether a reorg since the page before reached below its place. A listing in the chain's order is untouched by what happened above;
 * in any other order every row may have moved.
 */
function checkReorgs(row: Row, place: Place | undefined, blockIndex: number): void {
  if (place === undefined) return;
  // The mirror was built anew: its reorgs are counted from the start.
  if (Number(row.reorg) < place.reorg) throw new CursorReorganised(undefined);
  if (row.ancestor === null) return;
  const ancestor = Number(row.ancestor);
  if (blockIndex === -1 || ancestor < Number(place.values[blockIndex])) throw new CursorReorganised(ancestor);
}

/** Where a page starts, and what it is searched for. */
export interface PageStart {
  readonly listing: string;
  readonly place: Place | undefined;
  readonly words: string | undefined;
}

/** @throws MalformedQuery for a cursor that is not of this listing */
export function startOfPage(resource: Resource, request: ListRequest, chain: ChainReader): PageStart {
  const { columns } = sortColumns(resource, request.sort);
  const listing = listingOf(resource, request, chain);
  return {
    listing,
    place: request.cursor === undefined ? undefined : decodeCursor(listing, request.cursor, columns),
    words: request.conditions.find(({ kind }) => kind === 'words')?.values[0],
  };
}

/**
 * The items of a page as text, and the cursor of the next one.
 *
 * @param sparse whether the page is of what is rare
 * @throws CursorReorganised
 */
export function pageOfRow(
  resource: Resource,
  request: ListRequest,
  { listing, place }: PageStart,
  row: AnsweredRow,
  sparse = false,
): { items: string; next: string | undefined } {
  const { source } = sortColumns(resource, request.sort);
  checkReorgs(row, place, source.block === undefined ? -1 : source.columns.indexOf(source.block));
  return {
    items: row.items ?? '',
    next:
      row.place === null
        ? undefined
        : encodeCursor(listing, { ...placeOf(row.place, Number(row.reorg)), sparse }),
  };
}

/** What is sent of a page's row. */
function makePage(
  resource: Resource,
  request: ListRequest,
  start: PageStart,
  chain: ChainReader,
  found: Row | undefined,
  sparse = false,
): Made {
  const row = answeredRow(found, request.asOf);
  const page = pageOfRow(resource, request, start, row, sparse);
  const items = finishedItems(resource, request.fields, page.items, chain);
  const next = page.next === undefined ? '' : `,"next":"${page.next}"`;
  return { body: `{"items":[${items}]${next}}`, number: row.number, hash: row.hash };
}

/** A page that is read by one statement. */
interface AskedPage {
  readonly start: PageStart;
  readonly question: Question;
}

/** Of requests that are kept because they are asked for again; each is of one resource and one chain. */
const askedPages = new WeakMap<ListRequest, AskedPage>();

function askPage(resource: Resource, request: ListRequest, start: PageStart, chain: ChainReader): AskedPage {
  // Planning costs four times what a page does. With several values to look up Postgres itself plans anew where that gains more.
  const usual = request.usual && request.asOf === undefined;
  const question: Question = {
    statement: keptStatement(resource, request, start.place, chain),
    key: usual ? `${request.limit} ${request.cursor ?? ''}\n${start.listing}` : undefined,
    watch: watchOf(resource, request),
    make: (found) => makePage(resource, request, start, chain, found),
  };
  const asked = { start, question };
  askedPages.set(request, asked);
  return asked;
}

/** Milliseconds after which a page is looked for by a walk as well. */
const walkAfterMs = 1000;

/** A page of what is rare. */
async function readWalk(
  reader: Reader,
  resource: Resource,
  request: ListRequest,
  start: PageStart,
  signal?: AbortSignal,
): Promise<Answer> {
  const found = await reader.walks.run(async () => {
    signal?.throwIfAborted();
    return readSparse(reader, resource, request, start.place);
  });
  return makePage(resource, request, start, reader.chain, found, true);
}

/**
 * A page, from its listing's order or an index of its filters. Where they let so little through that this takes more than a second, it is
 * what a walk of bounded length comes by.
 *
 * @throws MalformedQuery, CursorReorganised, BackfillUnderWay, BlockNotKept, BlockUnknown, QueryTooCostly
 */
export async function readPage(reader: Reader, resource: Resource, request: ListRequest): Promise<Answer> {
  let asked = askedPages.get(request);
  if (asked === undefined) {
    const { chain } = reader;
    const start = startOfPage(resource, request, chain);
    const { words, place } = start;
    if (words !== undefined) {
      const found = await readSearch(reader, resource, request, words, place);
      return makePage(resource, request, start, chain, found);
    }
    if (place?.sparse === true) return readWalk(reader, resource, request, start);
    asked = askPage(resource, request, start, chain);
  }
  const { question, start } = asked;
  const answer = reader.answer(question);
  if (request.conditions.length === 0) return answer;
  return hedged(answer, walkAfterMs, (signal) => readWalk(reader, resource, request, start, signal));
}
