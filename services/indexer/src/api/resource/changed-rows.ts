import type { Sql } from '../../store/connection.ts';
import { type Column, plainText, quoted } from './columns.ts';
import type { Resource } from './compiled.ts';
import { parseJsonList } from './parse-json-list.ts';
import { stampColumn } from './stamp.ts';
import { markOf, watchedColumns } from './watch.ts';

/** A row as it was before a block changed it, or as it is. */
export interface ChangedRow {
  readonly block: number;
  readonly marks: readonly string[];
}

/** How a mirror stands in one snapshot. */
export interface Standing {
  readonly stamp: string;
  readonly number: number;
  /** Without `0x`. */
  readonly hash: string;
  /** The last reorg. */
  readonly reorg: string;
  /** Of blocks up to this one it is not known what they changed. */
  readonly finalized: number;
  /** Without `0x`: what the mirror has for the block that was asked for; undefined where that is none it could undo. */
  readonly known: string | undefined;
  /** Another one where the tables were swapped for others. */
  readonly tables: string;
  /** What blocks above the one asked for changed; undefined where that is too much to be told. */
  readonly changed: readonly ChangedRow[] | undefined;
}

/** Rows that are told at once. Of more, nobody has kept answers that would be worth looking through them. */
const mostRows = 5000;

/** Values of a row in watched columns, each as text or as the text of a list. */
function statementText(resource: Resource, columns: readonly Column[]): string {
  const table = quoted(resource.table);
  const same = resource.key.map(
    ({ name }) => `t.${quoted(name)} = (jsonb_populate_record(null::${table}, c.row_key)).${quoted(name)}`,
  );
  // The parameter hides in a subquery: planned for its value the statement would be planned anew each time, which takes longer than it runs.
  return `
    with changed as materialized (
      select block_number, row_key, before from undo
      where block_number > (select $1::bigint) and table_name = '${resource.table}' limit ${mostRows + 1}
    )
    select h.number::text as number, encode(h.hash, 'hex') as hash, m.finalized::text as finalized, ${stampColumn},
      (select coalesce(max(id), 0) from reorgs)::text as reorg, to_regclass('undo')::oid::text as tables,
      (select encode(b.hash, 'hex') from blocks as b where b.number = (select $1::bigint)) as known,
      (select count(*) from changed)::text as rows,
      (select coalesce(json_agg(json_build_array(c.block_number, json_build_array(${columns.map((column) => plainText(column, 'r')).join(', ')}))), '[]')::text
        from changed as c cross join lateral (
          select was.* from jsonb_populate_record(null::${table}, c.before) as was where c.before is not null
          union all
          select t.* from ${table} as t where ${same.join(' and ')}
        ) as r) as changes
    from cursor as h, mirror as m`;
}

interface Found {
  readonly number: string;
  readonly hash: string;
  readonly finalized: string;
  readonly stamp: string | null;
  readonly reorg: string;
  readonly tables: string;
  readonly known: string | null;
  readonly rows: string;
  readonly changes: string;
}

function marksOf(values: readonly unknown[], columns: readonly Column[]): string[] {
  return columns.flatMap(({ kind }, at) => {
    const value = values[at];
    if (typeof value !== 'string') return [];
    const list = kind === 'amountList';
    return list ? parseJsonList(value).map((each) => markOf(at, String(each))) : [markOf(at, value)];
  });
}

/**
 * Reads how a mirror stands, and which rows of a resource the blocks above one have changed: from `undo`, which has each row that a block
 * above finality changed, as it was before. All in one statement, so of one snapshot.
 */
export function changedRows(sql: Sql, resource: Resource) {
  const columns = [...(watchedColumns(resource)?.values() ?? [])].map(({ column }) => column);
  const text = statementText(resource, columns);
  /** undefined where nothing is indexed, or the database cannot tell its snapshot. */
  return async (after: number): Promise<Standing | undefined> => {
    const [row] = await sql.unsafe<Found[]>(text, [after], { prepare: true });
    if (row === undefined || row.stamp === null) return undefined;
    const changed = parseJsonList(row.changes).flatMap((each): ChangedRow[] => {
      const [block, values]: readonly unknown[] = Array.isArray(each) ? each : [];
      return Array.isArray(values) ? [{ block: Number(block), marks: marksOf(values, columns) }] : [];
    });
    return {
      stamp: row.stamp,
      number: Number(row.number),
      hash: row.hash,
      reorg: row.reorg,
      finalized: Number(row.finalized),
      tables: row.tables,
      known: row.known ?? undefined,
      changed: Number(row.rows) > mostRows ? undefined : changed,
    };
  };
}
