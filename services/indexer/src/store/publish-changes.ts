import type { Change } from '@atoll/schemas/change';
import type { Bytes32 } from '@atoll/schemas/ids';
import type { PlacedEvent } from '../decode/market-event.ts';
import { changesOfEvent } from '../feed/change-of-event.ts';
import type { WorkingSet } from '../project/working-set.ts';
import { allEnded } from './all-ended.ts';
import type { Phase } from './cursor.ts';
import { readSchema, type Transaction } from './connection.ts';
import { askForNobody, nameParties } from './name-parties.ts';

/** The channel on which every process hears that a chain has changes; what is sent is the id of the newest. */
export const changesChannel = (chainId: number): string => `atoll.changes.${readSchema(chainId)}`;

/** Changes that stay to be asked for with `Last-Event-ID`. */
export const keptChanges = 50_000;

/** Separates advisory locks of this kind from all others; the other half of the key is the table's oid. */
const publishing = 1_096_043_084;

/**
 * The changes that events mean for who listens, in the order of the events.
 *
 * @param blocks those of the events, for their hashes
 */
export function changesOf(
  events: readonly PlacedEvent[],
  blocks: Iterable<{ readonly number: number; readonly hash: Bytes32 }>,
): Change[] {
  const hashes = new Map<number, Bytes32>();
  for (const { number, hash } of blocks) hashes.set(number, hash);
  return events.flatMap((event) => {
    const hash = hashes.get(event.blockNumber);
    if (hash === undefined) throw new TypeError(`block ${event.blockNumber} of an event was not given`);
    return changesOfEvent(event, hash);
  });
}

/** What whoever writes the mirror knows in the transaction that publishes. */
export interface Known {
  readonly phase: Phase;
  /** Rows as they are now in the database. */
  readonly rows: WorkingSet;
}

async function readPhase(transaction: Transaction): Promise<Phase> {
  const [mirror] = await transaction<{ phase: Phase }[]>`select phase from mirror`;
  return mirror?.phase ?? 'backfill';
}

/**
 * Writes changes down and, once the transaction commits, wakes every process that serves them. Called after the projections were
 * written, which tell who is concerned. While the backfill runs nothing is told: nobody waits for what happened long ago. Of more changes than are kept the last ones are; a reader that stood before them is told so.
 *
 * Ids are given out in the order of commits: a second transaction that publishes waits here until the first has ended, so a reader that
 * has seen one id will never find a lower one later.
 */
export async function publishChanges(
  transaction: Transaction,
  changes: readonly Change[],
  known?: Known,
): Promise<void> {
  if (changes.length === 0) return;
  const [newest, phase] = await allEnded([
    nameParties(transaction, changes.slice(-keptChanges), known?.rows),
    known?.phase ?? readPhase(transaction),
  ]);
  if (phase !== 'live') return;
  await tell(transaction, newest);
}

async function tell(transaction: Transaction, newest: readonly Change[]): Promise<void> {
  const rows = JSON.stringify(newest.map((change) => ({ kind: change.kind, body: change })));
  // Sent without waiting for each answer, and done in their order: with the lock, the highest id is the one just given out.
  await allEnded([
    transaction`select pg_advisory_xact_lock(${publishing}, 'changes'::regclass::oid::integer)`,
    transaction`
      insert into changes (kind, body)
      select kind, body from jsonb_to_recordset((${rows}::text)::jsonb) as change (kind text, body jsonb)`,
    transaction`delete from changes where id <= (select max(id) from changes) - ${keptChanges}::bigint`,
    transaction`
      select pg_notify('atoll.changes.' || nspname, (select max(id)::text from changes))
      from pg_class join pg_namespace on pg_namespace.oid = relnamespace where pg_class.oid = 'changes'::regclass`,
  ]);
}

/** As `publishChanges`, of nothing to nobody. */
export async function publishNone(transaction: Transaction): Promise<void> {
  await askForNobody(transaction);
  await tell(transaction, []);
}
