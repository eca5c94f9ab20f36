import { mostTopics, partsOfLog, type RawLog } from '@atoll/chain/raw-log';
import { logCodec } from './codecs.ts';
import type { CopyBytes } from './copy-bytes.ts';
import { readSchema, type Transaction } from './connection.ts';
import { type RowWriter, Spool } from './spool.ts';

/** Blocks of one partition of `logs`. */
export const partitionBlocks = 1_000_000;

/** A log with the name of its event, or undefined where no decoder took it. */
export interface NamedLog {
  readonly log: RawLog;
  readonly name: string | undefined;
}

/** Logs up to which one statement takes less time than COPY, whose every step is waited for. */
export const fewLogs = 1_000;

function rowOf({ log, name }: NamedLog) {
  const [topic0, topic1, topic2, topic3] = log.topics;
  return {
    block_number: log.blockNumber,
    log_index: log.logIndex,
    block_hash: log.blockHash,
    block_timestamp: log.blockTimestamp,
    transaction_hash: log.transactionHash,
    transaction_index: log.transactionIndex,
    address: log.address,
    topic0,
    topic1,
    topic2,
    topic3,
    data: log.data,
    event: name ?? null,
  };
}

/** Writes the columns of `logs` in their order, bytes as they are. */
function writeRow(bytes: CopyBytes, { log, name }: NamedLog): void {
  const { address, blockHash, transactionHash, topics, data } = partsOfLog;
  const { buffer } = log.bytes;
  bytes.int16(logCodec.columns.length);
  bytes.int64Field(log.blockNumber);
  bytes.int64Field(log.logIndex);
  bytes.bytesField(buffer, log.start + blockHash, 32);
  bytes.int64Field(log.blockTimestamp);
  bytes.bytesField(buffer, log.start + transactionHash, 32);
  bytes.int64Field(log.transactionIndex);
  bytes.bytesField(buffer, log.start + address, 20);
  for (let topic = 0; topic < mostTopics; topic += 1) {
    if (topic < log.topicCount) bytes.bytesField(buffer, log.start + topics + 32 * topic, 32);
    else bytes.nullField();
  }
  bytes.bytesField(buffer, log.start + data, log.dataLength);
  if (name === undefined) bytes.nullField();
  else bytes.textField(name);
}

const writer: RowWriter<NamedLog> = { columns: logCodec.columns, writeRow };

const numberOfPartition = ({ log }: NamedLog): number => Math.floor(log.blockNumber / partitionBlocks);

const partitionOf = (chainId: number, partition: number): string =>
  `${readSchema(chainId)}.logs_${partition}`;

/** Puts logs into a spool, each into the partition of its block. @returns the partitions, for `makePartitions` */
export function spoolLogs(spool: Spool, chainId: number, logs: readonly NamedLog[]): number[] {
  const byPartition = Map.groupBy(logs, numberOfPartition);
  for (const [partition, own] of byPartition) spool.add(partitionOf(chainId, partition), writer, own);
  return [...byPartition.keys()];
}

/** Makes partitions where they are missing. @returns whether one was */
export async function makePartitions(
  transaction: Transaction,
  chainId: number,
  partitions: Iterable<number>,
): Promise<boolean> {
  let made = false;
  for (const partition of partitions) {
    const table = partitionOf(chainId, partition);
    const [from, to] = [partition * partitionBlocks, (partition + 1) * partitionBlocks];
    const [there] = await transaction<{ there: boolean }[]>`
      select to_regclass(${table}) is not null as there`;
    if (there?.there === true) continue;
    await transaction`
      create table ${transaction(table)} partition of ${transaction(`${readSchema(chainId)}.logs`)}
      for values from (${transaction.unsafe(String(from))}) to (${transaction.unsafe(String(to))})`;
    made = true;
  }
  return made;
}

/** The partitions of logs. */
export const partitionsOf = (logs: readonly NamedLog[]): ReadonlySet<number> =>
  new Set(logs.map(numberOfPartition));

/** As `insertLogs`, for however many logs; nothing else can be sent meanwhile. */
export async function copyLogs(
  transaction: Transaction,
  chainId: number,
  logs: readonly NamedLog[],
): Promise<void> {
  const spool = new Spool();
  spoolLogs(spool, chainId, logs);
  await spool.copy(transaction);
}

/**
 * Keeps a few logs as they came, in the partitions of their blocks, which are there. A log that is there already is a fault of the reader:
 * its place is a key that refuses it, and with it the whole batch, so no event can ever be applied twice.
 */
export async function insertLogs(transaction: Transaction, logs: readonly NamedLog[]): Promise<void> {
  const columns = transaction([...logCodec.columns]);
  const json = `[${logs.map((log) => logCodec.json(rowOf(log))).join(',')}]`;
  await transaction`
    insert into logs (${columns})
    select ${columns} from jsonb_populate_recordset(null::logs, (${json}::text)::jsonb)`;
}
