import { type RawLog } from '@atoll/chain/follow-types';
import { type Transaction } from './connection.ts';
import { rowsToJson } from './row-wire.ts';

/** Keeps logs as they came. A log that is there already is a fault of the reader and fails the batch. */
export async function insertLogs(
  transaction: Transaction,
  logs: readonly { log: RawLog; name: string | undefined }[],
): Promise<void> {
  if (logs.length === 0) return;
  const rows = logs.map(({ log, name }) => ({
    block_number: log.blockNumber,
    log_index: log.logIndex,
    block_hash: log.blockHash,
    block_timestamp: log.blockTimestamp,
    transaction_hash: log.transactionHash,
    transaction_index: log.transactionIndex,
    address: log.address,
    topics: log.topics,
    data: log.data,
    event: name ?? null,
  }));
  await transaction`
    insert into indexer.logs
    select * from jsonb_populate_recordset(null::indexer.logs, (${rowsToJson(rows)}::text)::jsonb)`;
}
