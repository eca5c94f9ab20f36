import { Change, type ChangeView } from '@atoll/schemas/change';
import type { ISql } from 'postgres';
import type { Sql } from '../store/connection.ts';
import { keptChanges } from '../store/publish-changes.ts';

/** A change with what is sent of it: encoded once, whoever and however many are told. */
export interface ToldChange {
  readonly id: number;
  readonly change: Change;
  /** The JSON of a `ChangeView`. */
  readonly json: string;
  /** The same as a server-sent event. */
  readonly frame: Buffer;
}

/** Where the changes of one chain are kept. */
export interface Journal {
  readonly sql: ISql<{ bigint: bigint }>;
  /** CAIP-2 id of the chain. */
  readonly chain: string;
  /** The id before the first that this journal ever gave out. */
  readonly beginning: number;
}

export interface JournalPage {
  /** In order of id. */
  readonly changes: readonly ToldChange[];
  /** Whether changes after the id that was asked for are no longer kept; the page is of no use then. */
  readonly forgotten: boolean;
}

/** Most changes that one query takes. */
export const journalPage = 500;

export function toldChange(chain: string, id: number, body: unknown): ToldChange {
  const change = Change.parse(body);
  const view: ChangeView = { id, chain, ...change };
  const json = JSON.stringify(view);
  return { id, change, json, frame: Buffer.from(`id: ${id}\nevent: ${change.kind}\ndata: ${json}\n\n`) };
}

export async function openJournal(sql: Sql, chainId: number): Promise<Journal> {
  const [row] = await sql<{ start: bigint }[]>`
    select seqstart as start from pg_sequence
    where seqrelid = pg_get_serial_sequence('changes', 'id')::regclass`;
  return { sql, chain: `eip155:${chainId}`, beginning: Number(row?.start ?? 1n) - 1 };
}

/** The id of the newest change, and the lowest one after which nothing is missing. */
export async function readBounds(journal: Journal): Promise<{ floor: number; newest: number }> {
  const [row] = await journal.sql<{ oldest: bigint | null; newest: bigint | null }[]>`
    select min(id) as oldest, max(id) as newest from changes`;
  const oldest = Number(row?.oldest ?? journal.beginning);
  const newest = Number(row?.newest ?? journal.beginning);
  return { floor: floorOf(journal, oldest, newest), newest };
}

/**
 * Whoever has the oldest change has all after it. While fewer were published than are kept none was forgotten: the oldest may still not be the
 * first id of all, for what is rolled back takes ids along. A logical replica counts from a beginning of its own.
 */
function floorOf({ beginning }: Journal, oldest: number, newest: number): number {
  const published = newest - beginning;
  return published >= 0 && published < keptChanges ? beginning : oldest;
}

/** The id after which the last `count` changes come. */
export async function readBack(journal: Journal, count: number): Promise<number> {
  const { floor } = await readBounds(journal);
  const [row] = await journal.sql<{ id: bigint }[]>`
    select id from changes order by id desc offset ${count} limit 1`;
  return Math.max(floor, Number(row?.id ?? floor));
}

/** The changes after an id, at most `journalPage` of them, as of one moment. */
export async function readChanges(journal: Journal, after: number): Promise<JournalPage> {
  const rows = await journal.sql<
    { oldest: bigint | null; newest: bigint | null; id: bigint | null; body: unknown }[]
  >`
    select oldest, newest, page.id, page.body
    from (select min(id) as oldest, max(id) as newest from changes) as bounds
    left join (
      select id, body from changes where id > ${after} order by id limit ${journalPage}
    ) as page on true
    order by page.id`;
  const oldest = Number(rows[0]?.oldest ?? journal.beginning);
  const newest = Number(rows[0]?.newest ?? journal.beginning);
  return {
    changes: rows.flatMap(({ id, body }) =>
      id === null ? [] : [toldChange(journal.chain, Number(id), body)],
    ),
    forgotten: after < floorOf(journal, oldest, newest),
  };
}
