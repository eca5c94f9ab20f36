import { sql } from 'drizzle-orm';
import type { Transaction } from '../jobs/apply-event.ts';
import type { Version } from './preparations.ts';

/**
 * Lets one transaction at a time write the approval of a version for a dataset, there or not yet: of an approval and its revocation, the
 * later one sees what the earlier one did.
 */
export async function lockApproval(database: Transaction, version: Version): Promise<void> {
  const name = `atoll.approval:${version.datasetId}:${version.algorithmId}:${version.metadataDigest}`;
  await database.execute(sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`);
}
