import { readFile } from 'node:fs/promises';
import { eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import type { BoundSnapshot } from '../datasets/find-snapshot.ts';
import { fingerprints } from '../store/tables.ts';
import { openTable } from './fingerprint-key.ts';
import { TableShape } from './table-shape.ts';
import type { DatasetPrints } from './scan-outputs.ts';
import { writeFingerprints } from './write-fingerprints.ts';

type Prints = Omit<DatasetPrints, 'dataset'>;

/**
 * The fingerprints of a snapshot. Where there are none or those of an earlier form, or where the file is gone or is not what was written, they are taken anew from the snapshot: no output goes without having been compared.
 */
export async function readFingerprints(
  ctx: Context,
  snapshot: Pick<BoundSnapshot, 'snapshot' | 'directory' | 'files'>,
): Promise<Prints> {
  const [row] = await ctx.database.db
    .select()
    .from(fingerprints)
    .where(eq(fingerprints.snapshot, snapshot.snapshot));
  const found = row === undefined ? undefined : await openRow(row);
  if (found !== undefined) return found;
  ctx.logger.warn({ snapshot: snapshot.snapshot }, 'fingerprints are taken anew');
  const written = await writeFingerprints(ctx, snapshot);
  await ctx.database.db
    .insert(fingerprints)
    .values(written)
    .onConflictDoUpdate({ target: fingerprints.snapshot, set: written });
  const again = await openRow(written);
  if (again === undefined) throw new Error(`the fingerprints of ${snapshot.snapshot} cannot be read back`);
  return again;
}

async function openRow(row: {
  file: string;
  secret: Uint8Array;
  shape: unknown;
}): Promise<Prints | undefined> {
  try {
    const shape = TableShape.safeParse(row.shape);
    if (!shape.success) return undefined;
    return { secret: row.secret, shape: shape.data, table: openTable(row.secret, await readFile(row.file)) };
  } catch (error) {
    // Not there, changed or of an earlier form: the caller takes them anew.
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const isChanged =
      error instanceof Error && /authenticate|tag length|Invalid initialization/i.test(error.message);
    if (isMissing || isChanged) return undefined;
    throw error;
  }
}
