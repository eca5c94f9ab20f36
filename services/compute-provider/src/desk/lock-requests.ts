import { sql } from 'drizzle-orm';
import type { Context } from '../context.ts';

/**
 * Lets one transaction at a time open or end requests: two that take the last place are counted one after the other, and no document is
 * forgotten that a request which is not committed yet has found.
 */
export async function lockRequests(database: Pick<Context['database']['db'], 'execute'>): Promise<void> {
  await database.execute(sql`select pg_advisory_xact_lock(hashtextextended('atoll.approval-requests', 0))`);
}
