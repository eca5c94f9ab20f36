import { type FactName, keys, type StateName } from '../project/tables.ts';
import { type AnyRow, type UndoRow, type WorkingSet } from '../project/working-set.ts';
import { codecOf, undoCodec } from './codecs.ts';
import { type Transaction } from './connection.ts';
import { copyRows } from './copy-rows.ts';

/** Rows up to which statements that are sent without waiting for each answer are faster than COPY, whose every step is waited for. */
const fewRows = 1_000;

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

/** One statement that adds rows, or replaces those whose keys are there. */
function upsert(
  transaction: Transaction,
  table: StateName | FactName,
  rows: readonly AnyRow[],
  key: readonly string[],
): PromiseLike<unknown> {
  const codec = codecOf(table);
  const name = transaction(table);
  const json = `[${rows.map((row) => codec.json(row)).join(',')}]`;
  const columns = transaction([...codec.columns]);
  const assignments = codec.columns
    .filter((column) => !key.includes(column))
    .flatMap((column, index) => [
      index === 0 ? transaction`` : transaction`, `,
      transaction`${transaction(column)} = excluded.${transaction(column)}`,
    ]);
  const replacing =
    key.length === 0
      ? transaction``
      : transaction`on conflict (${transaction([...key])}) do update set ${assignments}`;
  return transaction`
    insert into ${name} (${columns})
    select ${columns} from jsonb_populate_recordset(null::${name}, (${json}::text)::jsonb) ${replacing}`;
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

/** What a block at the head changed: every statement is sent at once. */
async function saveFew(transaction: Transaction, rows: WorkingSet): Promise<void> {
  const sent: PromiseLike<unknown>[] = [];
  for (const [table, added] of rows.facts()) sent.push(upsert(transaction, table, added, []));
  for (const { table, added, changed } of rows.changes()) {
    sent.push(upsert(transaction, table, [...added, ...changed], keys[table]));
  }
  const undo = rows.undo();
  if (undo.length > 0) {
    sent.push(transaction`
      insert into undo (block_number, table_name, key, row_key, before)
      select block_number, table_name, key, row_key, nullif(before, 'null'::jsonb)
      from jsonb_populate_recordset(null::undo, (${undoText(undo)}::text)::jsonb)`);
  }
  await Promise.all(sent);
}

/** What a span of a backfill changed: each table by COPY. */
async function saveMany(transaction: Transaction, rows: WorkingSet): Promise<void> {
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

/** Writes what a batch changed, and what undoing it will need: a few statements for each table, however many rows. */
export async function saveRows(transaction: Transaction, rows: WorkingSet): Promise<void> {
  await (rows.size() <= fewRows ? saveFew(transaction, rows) : saveMany(transaction, rows));
}
