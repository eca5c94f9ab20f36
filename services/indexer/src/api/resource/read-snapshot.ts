import type { Transaction } from '../../store/connection.ts';
import { inSnapshot } from '../../store/in-snapshot.ts';
import { type Reader, translated } from './reader.ts';

/**
 * Reads what belongs together, all of it as it stood at one moment.
 *
 * @param read called again where a `reindex` comes between
 * @throws QueryTooCostly, and whatever `read` throws
 */
export async function readSnapshot<T>(
  { chain }: Pick<Reader, 'chain'>,
  read: (sql: Transaction) => Promise<T>,
): Promise<T> {
  try {
    return await inSnapshot(chain.sql, read);
  } catch (error) {
    throw translated(error);
  }
}
