import { keys, type StateName } from '../project/tables.ts';
import { type AnyRow, type UndoRow, type WorkingSet } from '../project/working-set.ts';
import { codecOf, undoCodec } from './codecs.ts';
import { type Transaction } from './connection.ts';
import { copyRows } from './copy-rows.ts';

function* linesOf(codec: { copyLine(row: AnyRow): string }, rows: readonly AnyRow[]): Generator<string> {
  for (const row of rows) yield codec.copyLine(row);
}

/** Replaces rows that are there: they are copied into a stage and taken over as one set. */
async function replaceRows(
  transaction: Transaction,
  table: StateName,
  rows: readonly AnyRow[],
): Promise<void> {
  const codec = codecOf(table);
  const stage = `stage_${table}`;
  await transaction`
    create temp table if not exists ${transaction(stage)} (like ${transaction(table)}) on commit delete rows`;
  // A transaction may save several batches, and what an earlier one staged is not this one's.
  await transaction`delete from ${transaction(stage)}`;
  await copyRows(transaction, stage, codec.columns, linesOf(codec, rows));
  const own: readonly string[] = keys[table];
  const assignments = codec.columns
    .filter((column) => !own.includes(column))
    .map((column) => transaction`${transaction(column)} = stage.${transaction(column)}`);
  const matches = own.map((column) => transaction`was.${transaction(column)} = stage.${transaction(column)}`);
  await transaction`
    update ${transaction(table)} as was
    set ${assignments.flatMap((each, index) => (index === 0 ? [each] : [transaction`, `, each]))}
    from ${transaction(stage)} as stage
    where ${matches.flatMap((each, index) => (index === 0 ? [each] : [transaction` and `, each]))}`;
}

function undoLine(undo: UndoRow): string {
  const codec = codecOf(undo.table);
  // Already JSON text: the codec of the undo table would quote it again.
  return undoCodec.copyLineOf({
    block_number: String(undo.block_number),
    table_name: undo.table,
    key: undo.key,
    row_key: codec.json(undo.row, keys[undo.table]),
    before: undo.before === undefined ? null : codec.json(undo.before),
  });
}

/** Writes what a batch changed: a few statements for each table, however many rows, and what undoing it will need. */
export async function saveRows(transaction: Transaction, rows: WorkingSet): Promise<void> {
  for (const [table, added] of rows.facts()) {
    const codec = codecOf(table);
    await copyRows(transaction, table, codec.columns, linesOf(codec, added));
  }
  for (const { table, added, changed } of rows.changes()) {
    const codec = codecOf(table);
    if (added.length > 0) await copyRows(transaction, table, codec.columns, linesOf(codec, added));
    if (changed.length > 0) await replaceRows(transaction, table, changed);
  }
  const undo = rows.undo();
  if (undo.length === 0) return;
  await copyRows(
    transaction,
    'undo',
    undoCodec.columns,
    undo.map((each) => undoLine(each)),
  );
}
