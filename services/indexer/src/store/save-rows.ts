import type { PendingQuery, Row } from 'postgres';
import type { AnyRow } from '../project/shelf.ts';
import { type FactName, factNames, keys, type StateName, stateNames } from '../project/tables.ts';
import type { UndoRow, WorkingSet } from '../project/working-set.ts';
import { codecOf, undoCodec } from './codecs.ts';
import { lookUps, type Transaction } from './connection.ts';
import { Copies } from './copies.ts';
import { putRows } from './put-rows.ts';
import { JsonText } from './row-codec.ts';
import { type RowWriter, Spool, TableRows } from './spool.ts';

/** Rows up to which statements that are sent without waiting for each answer are faster than COPY, each of which waits to be taken. */
const mostStatements = 1_000;

/**
 * Whether statements of the transaction may do more to join a table than to look up each row. Nobody has counted a stage, and for the many
 * rows that it is taken for the whole table was read at each commit, or what was looked up kept for rows that come once.
 */
const planJoins = (transaction: Transaction, allowed: 'on' | 'off'): PendingQuery<Row[]> => transaction`
  select set_config(name, ${allowed}, true) from unnest(${Object.keys(lookUps)}::text[]) as name`;

/** Replaces rows that are there: they are copied into a stage and taken over as one set. */
async function replaceRows(copies: Copies, table: StateName, rows: TableRows<AnyRow>): Promise<void> {
  const { transaction } = copies;
  const codec = codecOf(table);
  const stage = `stage_${table}`;
  copies.send(transaction`
    create temp table if not exists ${transaction(stage)} (like ${transaction(table)}) on commit delete rows`);
  // A transaction may save several batches, and what an earlier one staged is not this one's.
  copies.send(transaction`delete from ${transaction(stage)}`);
  await rows.copyInto(copies, stage);
  const own: readonly string[] = keys[table];
  const assignments = codec.columns
    .filter((column) => !own.includes(column))
    .map((column) => transaction`${transaction(column)} = stage.${transaction(column)}`);
  const matches = own.map((column) => transaction`was.${transaction(column)} = stage.${transaction(column)}`);
  copies.send(transaction`
    update ${transaction(table)} as was
    set ${assignments.flatMap((each, index) => (index === 0 ? [each] : [transaction`, `, each]))}
    from ${transaction(stage)} as stage
    where ${matches.flatMap((each, index) => (index === 0 ? [each] : [transaction` and `, each]))}`);
}

/** How undo rows are copied. */
const undoWriter: RowWriter<UndoRow> = {
  columns: undoCodec.columns,
  writeRow: (bytes, undo) => {
    const codec = codecOf(undo.table);
    undoCodec.writeRow(bytes, {
      block_number: undo.block_number,
      table_name: undo.table,
      key: undo.key,
      row_key: new JsonText(codec.json(undo.row, keys[undo.table])),
      before: undo.before === undefined ? null : new JsonText(codec.json(undo.before)),
    });
  },
};

/** Rows of a table, which replace those whose keys are there. */
function put(
  transaction: Transaction,
  table: StateName | FactName,
  rows: readonly AnyRow[],
  key: readonly string[],
): PendingQuery<Row[]> {
  const codec = codecOf(table);
  return putRows(transaction, table, {
    columns: codec.columns,
    rows: rows.map((row) => codec.json(row)),
    key,
  });
}

const undoText = (rows: readonly UndoRow[]): string => {
  const items = rows.map((each) => {
    const codec = codecOf(each.table);
    const before = each.before === undefined ? 'null' : codec.json(each.before);
    const rest = JSON.stringify({ block_number: each.block_number, table_name: each.table, key: each.key });
    return `${rest.slice(0, -1)},"row_key":${codec.json(each.row, keys[each.table])},"before":${before}}`;
  });
  return `[${items.join(',')}]`;
};

/** What a block at the head changed. Each statement is sent before the next is put together. @returns the statements, for their answers */
async function sendFew(transaction: Transaction, rows: WorkingSet): Promise<PromiseLike<unknown>[]> {
  const sent: PromiseLike<unknown>[] = [];
  const send = async (statement: PendingQuery<Row[]>) => {
    sent.push(statement.execute());
    // The driver sends in the turn after this one, not when somebody waits for the answer.
    await Promise.resolve();
  };
  for (const [table, added] of rows.facts()) await send(put(transaction, table, added, []));
  for (const { table, added, changed } of rows.changes()) {
    await send(put(transaction, table, [...added, ...changed], keys[table]));
  }
  const undo = rows.undo();
  if (undo.length > 0) await send(insertUndo(transaction, undo));
  return sent;
}

const insertUndo = (transaction: Transaction, undo: readonly UndoRow[]): PendingQuery<Row[]> => transaction`
  insert into undo (block_number, table_name, key, row_key, before)
  select block_number, table_name, key, row_key, nullif(before, 'null'::jsonb)
  from jsonb_populate_recordset(null::undo, (${undoText(undo)}::text)::jsonb)`;

/** Puts the facts so far into a spool, and forgets them. */
export function spoolFacts(rows: WorkingSet, spool: Spool): void {
  for (const [table, added] of rows.takeFacts()) spool.add(table, codecOf(table), added);
}

/** What is to be written of a working set: rows that are new, and rows in the place of those that are there. */
export class Changed {
  readonly #added: Spool;
  readonly #replaced = new Map<StateName, TableRows<AnyRow>>();

  /** @param added where rows already are that are new, such as facts */
  constructor(rows: WorkingSet, added = new Spool()) {
    this.#added = added;
    spoolFacts(rows, added);
    for (const { table, added: fresh, changed } of rows.changes()) {
      const codec = codecOf(table);
      if (fresh.length > 0) added.add(table, codec, fresh);
      if (changed.length === 0) continue;
      const replaced = new TableRows(codec);
      replaced.add(changed);
      this.#replaced.set(table, replaced);
    }
    const undo = rows.undo();
    if (undo.length > 0) added.add('undo', undoWriter, undo);
  }

  /** Sends the rows of each table. @throws CopyRefused */
  async send(copies: Copies): Promise<void> {
    const { transaction } = copies;
    const many: [StateName, TableRows<AnyRow>][] = [];
    for (const [table, held] of this.#replaced) {
      const { columns, few: rows } = held;
      if (rows === undefined) many.push([table, held]);
      else copies.send(putRows(transaction, table, { columns, rows, key: keys[table] }));
    }
    await this.#added.send(copies);
    if (many.length === 0) return;
    copies.send(planJoins(transaction, 'off'));
    for (const [table, held] of many) await replaceRows(copies, table, held);
    copies.send(planJoins(transaction, 'on'));
  }
}

/**
 * Writes what a batch changed, and what undoing it will need: a few statements for each table, however many rows. Resolves when all is
 * sent.
 *
 * @returns the statements whose answers are to be waited for
 */
export async function sendRows(
  transaction: Transaction,
  rows: WorkingSet,
): Promise<readonly PromiseLike<unknown>[]> {
  if (rows.size() <= mostStatements) return sendFew(transaction, rows);
  const copies = new Copies(transaction);
  await new Changed(rows).send(copies);
  return [copies.done()];
}

/** As `sendRows`, with no row of any table. */
export async function saveNone(transaction: Transaction): Promise<void> {
  await Promise.all([
    ...factNames.map((table) => put(transaction, table, [], [])),
    ...stateNames.map((table) => put(transaction, table, [], keys[table])),
    insertUndo(transaction, []),
  ]);
}
