import { randomBytes } from 'node:crypto';
import type { ChangeView } from '@atoll/schemas/change';
import { ChangeFilter } from '@atoll/schemas/change-filter';
import type { WebhookPayload } from '@atoll/schemas/webhook';
import type { Logger } from '@atoll/server-kit/logger';
import { type ChangeTest, changeTest } from '../feed/change-filter.ts';
import { openJournal, readBounds, readChanges, type ToldChange } from '../feed/read-changes.ts';
import type { Sql, Transaction } from '../store/connection.ts';
import { addDeliveryJobs } from './delivery-queue.ts';

export interface DispatchContext {
  /** The primary, with the chain's tables in its search path. */
  readonly sql: Sql;
  readonly chainId: number;
  readonly logger: Logger;
}

/** Deliveries that one transaction makes, about half a second's: more where a single change goes to more webhooks. */
const mostAtOnce = 1000;

interface Target {
  readonly webhook: string;
  readonly wanted: ChangeTest;
}

async function readTargets(sql: Transaction, chainId: number): Promise<Target[]> {
  const rows = await sql<{ webhook_id: string; filter: unknown }[]>`
    select webhook_id, filter from indexer.webhooks where chain_id = ${chainId} and state = 'active'`;
  return rows.map(({ webhook_id, filter }) => ({
    webhook: webhook_id,
    wanted: changeTest(ChangeFilter.parse(filter)),
  }));
}

function deliveriesOf(chain: string, targets: readonly Target[], changes: readonly ToldChange[]) {
  return changes.flatMap(({ id, change }) =>
    targets
      .filter(({ wanted }) => wanted.matches(change))
      .map(({ webhook }) => {
        const delivery = `dl_${randomBytes(12).toString('hex')}`;
        const view: ChangeView = { id, chain, ...change };
        const payload: WebhookPayload = { delivery, webhook, change: view };
        return { delivery, webhook, change_id: id, body: JSON.stringify(payload) };
      }),
  );
}

/** Begins at the newest change where deliveries were never made: what happens from then on is sent. */
export async function beginDispatching({ sql, chainId }: DispatchContext): Promise<void> {
  const { newest } = await readBounds(await openJournal(sql, chainId));
  await sql`
    insert into indexer.webhook_positions (chain_id, change_id) values (${chainId}, ${newest})
    on conflict (chain_id) do nothing`;
}

/** Up to which change deliveries were made. Whoever else dispatches waits until the transaction ends. */
async function lockPosition(transaction: Transaction, chainId: number): Promise<number> {
  const [row] = await transaction<{ change_id: bigint }[]>`
    select change_id from indexer.webhook_positions where chain_id = ${chainId} for update`;
  if (row === undefined) throw new TypeError(`nothing was ever dispatched of chain ${chainId}`);
  return Number(row.change_id);
}

/**
 * Makes a delivery for each new change and each webhook that wants it: deliveries, queue and position commit together, so that a kill loses
 * nothing and doubles nothing.
 *
 * @returns whether there may be more
 */
export async function dispatchChanges(ctx: DispatchContext): Promise<boolean> {
  const { sql, chainId, logger } = ctx;
  const { chain, beginning } = await openJournal(sql, chainId);
  return sql.begin(async (transaction) => {
    let position = await lockPosition(transaction, chainId);
    // Read after the lock: what another one dispatched meanwhile is not beyond the newest.
    const journal = { sql: transaction, chain, beginning };
    const { newest, floor } = await readBounds(journal);
    if (position > newest || position < floor) {
      // Another mirror than the one that was told of, or more came at once than is kept.
      logger.warn({ chainId, position, floor, newest }, 'webhooks go on from the oldest change that is kept');
      position = floor;
    }
    const targets = await readTargets(transaction, chainId);
    // Nobody to tell: the changes need not be read.
    const page = targets.length === 0 ? [] : (await readChanges(journal, position)).changes;
    const changes = page.slice(0, Math.max(1, Math.floor(mostAtOnce / targets.length)));
    const last = targets.length === 0 ? newest : (changes.at(-1)?.id ?? position);
    const deliveries = deliveriesOf(chain, targets, changes);
    if (deliveries.length > 0) {
      await transaction`
        insert into indexer.deliveries (delivery_id, webhook_id, change_id, body)
        select delivery, webhook, change_id, body
        from jsonb_to_recordset((${JSON.stringify(deliveries)}::text)::jsonb)
          as made (delivery text, webhook text, change_id bigint, body text)
        on conflict (webhook_id, change_id) do nothing`;
      await addDeliveryJobs(transaction, chainId, deliveries);
    }
    await transaction`update indexer.webhook_positions set change_id = ${last} where chain_id = ${chainId}`;
    return changes.length > 0;
  });
}
