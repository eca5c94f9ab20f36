import { expect, onTestFinished, test } from 'vitest';
import { keptChanges, publishChanges } from '../store/publish-changes.ts';
import { chainTables, jobChange } from '../testing/chain-tables.ts';
import { openJournal, readBounds, readChanges } from './read-changes.ts';

async function newJournal() {
  const tables = await chainTables();
  onTestFinished(() => tables.close());
  return { sql: tables.sql, journal: await openJournal(tables.sql, 31337) };
}

test('whoever stood at the beginning misses nothing where the first changes that were published are rolled back', async () => {
  const { sql, journal } = await newJournal();
  const failing = sql.begin(async (transaction) => {
    await publishChanges(transaction, [jobChange(1), jobChange(2)]);
    throw new Error('rolled back');
  });
  await expect(failing).rejects.toThrow('rolled back');
  await sql.begin((transaction) => publishChanges(transaction, [jobChange(1)]));
  const { changes, forgotten } = await readChanges(journal, journal.beginning);
  expect(changes).toHaveLength(1);
  expect(changes[0]?.id).toBeGreaterThan(journal.beginning + 1);
  expect(forgotten).toBe(false);
  expect(await readBounds(journal)).toMatchObject({ floor: journal.beginning });
});

test('whoever stood at the beginning is told where the first commit has more than is kept', async () => {
  const { sql, journal } = await newJournal();
  // As such a commit leaves it: the last changes, with ids that leave none out.
  await sql`
    insert into changes (kind, body)
    select 'job', ${JSON.stringify(jobChange(1))}::text::jsonb from generate_series(1, ${keptChanges})`;
  const { floor, newest } = await readBounds(journal);
  expect(newest).toBe(journal.beginning + keptChanges);
  expect(floor).toBe(journal.beginning + 1);
  expect((await readChanges(journal, journal.beginning)).forgotten).toBe(true);
  expect((await readChanges(journal, floor)).forgotten).toBe(false);
});
