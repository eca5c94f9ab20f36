import { AtollError } from '@atoll/schemas/error';
import { webhookHeaders } from '@atoll/schemas/webhook';
import type { Clock } from '@atoll/server-kit/clock';
import type { Logger } from '@atoll/server-kit/logger';
import { safePost } from '@atoll/server-kit/safe-fetch/safe-post';
import type { Counter } from '../operations/metrics.ts';
import type { Sql } from '../store/connection.ts';
import { checkProtocol, type WebhookReach } from './check-url.ts';
import { addDeliveryJobs } from './delivery-queue.ts';
import { pauseAfter, type RetryPlan } from './retry-plan.ts';
import { signatureOf } from './signature.ts';

export interface DeliverContext {
  readonly sql: Sql;
  readonly chainId: number;
  readonly reach: WebhookReach;
  readonly plan: RetryPlan;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly outcomes: Counter;
}

interface Due {
  webhook_id: string;
  body: string;
  attempts: number;
  url: string;
  /** The newest first. */
  secrets: string[];
}

/** What became of one attempt. */
interface Attempt {
  readonly status?: number;
  /** Absent where the receiver took it. */
  readonly problem?: string;
  /** Milliseconds after which the receiver wants to be asked again. */
  readonly askedMs?: number;
  /** The receiver says that it is gone for good. */
  readonly gone?: boolean;
}

async function readDue(sql: Sql, delivery: string): Promise<Due | undefined> {
  const [row] = await sql<Due[]>`
    select webhook_id, body, attempts, url, array(
      select encode(secret, 'hex') from (
        select webhooks.secret, 'infinity' as signs_until
        union all select secret, signs_until from indexer.replaced_secrets
          where replaced_secrets.webhook_id = webhooks.webhook_id and signs_until > now()
      ) as signing order by signs_until desc) as secrets
    from indexer.deliveries join indexer.webhooks using (webhook_id)
    where delivery_id = ${delivery} and deliveries.state = 'pending' and webhooks.state = 'active'`;
  return row;
}

function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now.getTime();
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}

/** Sends a delivery once. */
async function attempt(
  ctx: DeliverContext,
  delivery: string,
  due: Due,
  signal: AbortSignal,
): Promise<Attempt> {
  const { reach, plan, clock } = ctx;
  try {
    checkProtocol(new URL(due.url), reach);
    const { status, headers } = await safePost({
      ...reach,
      url: due.url,
      body: due.body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'atoll-indexer',
        [webhookHeaders.signature]: signatureOf(due.secrets, due.body, clock.now()),
        [webhookHeaders.delivery]: delivery,
        [webhookHeaders.webhook]: due.webhook_id,
      },
      signal,
      totalMs: plan.timeoutMs,
    });
    if (status >= 200 && status < 300) return { status };
    const askedMs = retryAfterMs(headers['retry-after'], clock.now());
    return {
      status,
      problem: `it answered ${status}`,
      gone: status === 410,
      ...(askedMs === undefined ? {} : { askedMs }),
    };
  } catch (error) {
    signal.throwIfAborted();
    // Anything else is the receiver's: told to whoever owns the webhook, and tried again.
    if (error instanceof AtollError) return { problem: String(error.data['reason'] ?? error.message) };
    throw error;
  }
}

/**
 * Sends one delivery and commits what became of it: delivered, to be tried again later, or dead. A webhook that has failed for too long
 * without one success, or that answers 410, is disabled. At least once: a kill after the receiver answered and before this commits sends
 * it again, with the same id.
 */
export async function deliver(ctx: DeliverContext, delivery: string, signal: AbortSignal): Promise<void> {
  const due = await readDue(ctx.sql, delivery);
  if (due === undefined) return;
  const done = await attempt(ctx, delivery, due, signal);
  if (done.problem === undefined) await commitSuccess(ctx, delivery, due, done);
  else await commitFailure(ctx, delivery, due, { ...done, problem: done.problem });
}

async function commitSuccess({ sql, outcomes }: DeliverContext, delivery: string, due: Due, done: Attempt) {
  await sql`
    with delivered as (
      update indexer.deliveries
      set state = 'delivered', attempts = attempts + 1, status = ${done.status ?? null}, problem = null, attempted_at = now()
      where delivery_id = ${delivery}
    )
    update indexer.webhooks set failing_since = null where webhook_id = ${due.webhook_id} and failing_since is not null`;
  outcomes.add({ outcome: 'delivered' });
}

async function commitFailure(
  ctx: DeliverContext,
  delivery: string,
  due: Due,
  failure: Attempt & { problem: string },
): Promise<void> {
  const { sql, plan, chainId, outcomes, logger } = ctx;
  const pause = pauseAfter(plan, due.attempts + 1, failure.askedMs, Math.random());
  const disabled = await sql.begin(async (transaction) => {
    // The webhook before its delivery, as whoever sends one again locks them.
    const [hook] = await transaction<{ state: string }[]>`
      update indexer.webhooks set
        failing_since = coalesce(failing_since, now()),
        state = case when ${failure.gone === true}
          or failing_since < now() - ${plan.disableAfterMs} * interval '1 millisecond' then 'disabled' else state end
      where webhook_id = ${due.webhook_id} returning state`;
    await transaction`
      update indexer.deliveries
      set state = ${pause === undefined ? 'dead' : 'pending'}, attempts = attempts + 1, status = ${failure.status ?? null},
        problem = ${failure.problem}, attempted_at = now()
      where delivery_id = ${delivery}`;
    if (hook?.state === 'disabled') {
      await transaction`
        update indexer.deliveries set state = 'dead', problem = coalesce(problem, 'its webhook was disabled')
        where webhook_id = ${due.webhook_id} and state = 'pending'`;
      return true;
    }
    if (pause !== undefined) {
      await addDeliveryJobs(transaction, chainId, [{ delivery, webhook: due.webhook_id }], pause);
    }
    return false;
  });
  outcomes.add({ outcome: pause === undefined || disabled ? 'dead' : 'failed' });
  if (disabled) {
    outcomes.add({ outcome: 'disabled' });
    logger.info({ webhook: due.webhook_id }, 'a webhook is disabled after failing for long');
  }
}
