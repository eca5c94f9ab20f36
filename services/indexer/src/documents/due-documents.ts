import type { Bytes32 } from '@atoll/schemas/ids';
import type { Sql } from '../store/connection.ts';
import type { DueDocument } from './fetch-document.ts';

/** Documents to fetch now, those never tried first, without the ones that are being fetched. */
export async function dueDocuments(
  sql: Sql,
  input: { limit: number; except: readonly Bytes32[] },
): Promise<DueDocument[]> {
  return sql<DueDocument[]>`
    select digest, attempts from documents
    where status in ('pending', 'unavailable') and next_attempt <= now() and digest <> all (${[...input.except]}::bytea[])
    order by attempts, next_attempt
    limit ${input.limit}`;
}

/** Milliseconds until another document is due, or undefined where none waits. */
export async function nextDocumentIn(sql: Sql, except: readonly Bytes32[]): Promise<number | undefined> {
  const [row] = await sql<{ milliseconds: number | null }[]>`
    select (extract(epoch from min(next_attempt) - now()) * 1000)::float8 as milliseconds from documents
    where status in ('pending', 'unavailable') and digest <> all (${[...except]}::bytea[])`;
  return row?.milliseconds ?? undefined;
}
