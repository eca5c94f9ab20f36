import { type Sql } from '@atoll/server-kit/database';
import { type TransactionSql } from 'postgres';

/** A transaction that is open. */
export type Transaction = TransactionSql<{ bigint: bigint }>;

export type { Sql };
