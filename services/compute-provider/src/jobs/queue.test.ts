import { openDatabase } from '@atoll/server-kit/database';
import { createLogger } from '@atoll/server-kit/logger';
import { testDatabase } from '@atoll/tests/support/test-database';
import { waitFor } from '@atoll/tests/support/wait';
import { expect, test } from 'vitest';
import { openQueue } from './queue.ts';

const { url } = await testDatabase();

test('a step that fails after another took its place leaves no row', async () => {
  const database = openDatabase({ url, schema: {}, application: 'test' });
  const logger = createLogger({ name: 'test', level: 'silent' });
  const queue = await openQueue({ databaseUrl: url, sql: database.sql, concurrency: 2, logger });
  const rows = () => database.sql`select from compute_provider_queue._private_jobs`;
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
  await queue.close();
  await database.close();
});
