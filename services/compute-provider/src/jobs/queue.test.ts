import { openDatabase } from '@atoll/server-kit/database';
import { createLogger } from '@atoll/server-kit/logger';
import { testDatabase } from '@atoll/tests/support/test-database';
import { waitFor } from '@atoll/tests/support/wait';
import { expect, test } from 'vitest';
import { openQueue } from './queue.ts';

const { url } = await testDatabase();
const logger = createLogger({ name: 'test', level: 'silent' });

/** A queue of its own database pool; to be closed by whoever opens it. */
async function open() {
  const database = openDatabase({ url, schema: {}, application: 'test' });
  const queue = await openQueue({ databaseUrl: url, sql: database.sql, concurrency: 2, logger });
  const close = async () => {
    await queue.close();
    await database.close();
  };
  return { queue, sql: database.sql, close };
}

test('a step that fails after another took its place leaves no row', async () => {
  const { queue, sql, close } = await open();
  const rows = () => sql`select from compute_provider_queue._private_jobs`;
  const first = Promise.withResolvers<void>();
  let steps = 0;
  await queue.start(async () => {
    steps += 1;
    if (steps === 1) await first.promise;
  });
  const jobId = `0x${'01'.repeat(32)}` as const;
  await queue.enqueue(jobId);
  await waitFor('the first step', () => steps === 1);
  await queue.enqueue(jobId);
  first.reject(new Error('the step failed'));
  await waitFor('the second step', () => steps === 2);
  await waitFor('one row', async () => (await rows()).length === 1);
  await queue.tidy();
  expect(await rows()).toHaveLength(0);
  await close();
});

test('a failure of the database as a step ends keeps no further one from being taken', async () => {
  const { queue, sql, close } = await open();
  const taken: string[] = [];
  await queue.start((jobId) => {
    taken.push(jobId);
    return Promise.resolve();
  });
  // What was counted stays where the statement fails.
  await sql`create sequence public.failures`;
  await sql.unsafe(`create function public.fail() returns trigger language plpgsql as
    $$ begin perform nextval('public.failures'); raise exception 'out of order'; end $$`);
  await sql.unsafe(`create trigger fails before delete on compute_provider_queue._private_jobs
    for each row execute function public.fail()`);
  const [first, second] = [`0x${'02'.repeat(32)}`, `0x${'03'.repeat(32)}`] as const;
  await queue.enqueue(first);
  await waitFor(
    'the failure',
    async () => (await sql`select is_called from public.failures`)[0]?.['is_called'],
  );
  await sql.unsafe('drop trigger fails on compute_provider_queue._private_jobs');
  await queue.enqueue(second);
  // The first one is taken again as well: nobody knows that it was done.
  await waitFor('both', () => taken.includes(second) && taken.lastIndexOf(first) > 0);
  await close();
});
