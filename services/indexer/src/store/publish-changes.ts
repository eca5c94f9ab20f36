import { type PlacedEvent } from '../decode/market-event.ts';
import { type Transaction } from './connection.ts';

/** What a listener of `/events` is told. */
export type Change =
  | { kind: 'asset'; body: { assetId: bigint; event: string; blockNumber: number } }
  | { kind: 'job'; body: { jobId: string; event: string; blockNumber: number } }
  | { kind: 'reorg'; body: { ancestor: number } }
  | { kind: 'document'; body: { digest: string; status: string } };

/** The channel on which every process hears that there are changes. */
export const changesChannel = 'atoll_indexer_changes';
/** Changes that stay to be asked for with `Last-Event-ID`. */
const kept = 10_000;

const rowsToJson = (rows: readonly object[]): string =>
  JSON.stringify(rows, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));

/** The changes that events mean for who listens. */
export function changesOf(events: readonly PlacedEvent[]): Change[] {
  return events.flatMap((event): Change[] => {
    const { name, blockNumber } = event;
    if ('jobId' in event) return [{ kind: 'job', body: { jobId: event.jobId, event: name, blockNumber } }];
    if ('assetId' in event) {
      return [{ kind: 'asset', body: { assetId: event.assetId, event: name, blockNumber } }];
    }
    if ('datasetId' in event) {
      return [{ kind: 'asset', body: { assetId: event.datasetId, event: name, blockNumber } }];
    }
    return [];
  });
}

/** Writes changes down and, once the transaction commits, wakes every process that serves them. */
export async function publishChanges(transaction: Transaction, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  const newest = changes.slice(-kept);
  await transaction`
    with written as (
      insert into changes (kind, body)
      select kind, body
      from jsonb_to_recordset((${rowsToJson(newest)}::text)::jsonb) as change (kind text, body jsonb)
      returning id
    )
    delete from changes where id <= (select max(id) from written) - ${kept}`;
  await transaction`select pg_notify(${changesChannel}, '')`;
}
