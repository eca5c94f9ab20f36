import { systemClock } from '@atoll/server-kit/clock';
import type { Logger } from '@atoll/server-kit/logger';
import type { ChangeHub } from '../feed/change-hub.ts';
import type { Counter } from '../operations/metrics.ts';
import type { Sql } from '../store/connection.ts';
import type { WebhookReach } from './check-url.ts';
import { deliver } from './deliver.ts';
import { startDeliveryQueue } from './delivery-queue.ts';
import { beginDispatching, dispatchChanges } from './dispatch-changes.ts';
import { forgetSecrets } from './renew-secret.ts';
import { type RetryPlan, retryPlan } from './retry-plan.ts';
import { waited } from './waited.ts';

export interface RunWebhooksParameters {
  readonly databaseUrl: string;
  /** The primary, with the chain's tables in its search path. */
  readonly sql: Sql;
  readonly chainId: number;
  readonly hub: Pick<ChangeHub, 'onChange'>;
  readonly reach: WebhookReach;
  readonly outcomes: Counter;
  readonly logger: Logger;
  readonly plan?: RetryPlan;
}

const failurePauseMs = 1000;
/** Milliseconds between two looks though nobody told of a change. */
const everyMs = 5000;
const tidyEveryMs = 3_600_000;
/** Days that finished deliveries are kept. */
const kept = { delivered: 7, dead: 30 };

/**
 * Forgets what was delivered a week ago, and after a month dead letters and what a disabled webhook was never sent: both may be without an
 * attempt.
 */
export async function forgetDeliveries(sql: Sql): Promise<void> {
  await sql`
    delete from indexer.deliveries as delivery where
      state = 'delivered' and attempted_at < now() - make_interval(days => ${kept.delivered})
      or coalesce(attempted_at, created_at) < now() - make_interval(days => ${kept.dead}) and (
        state = 'dead' or state = 'pending' and exists (
          select from indexer.webhooks as webhook
          where webhook.webhook_id = delivery.webhook_id and webhook.state = 'disabled'))`;
}

/** Sends the changes of one chain to webhooks, in the process that was elected to write the chain. */
export async function runWebhooks(input: RunWebhooksParameters): Promise<{ stop(): Promise<void> }> {
  const { sql, chainId, logger, hub } = input;
  const stopping = new AbortController();
  const { signal } = stopping;
  const plan = input.plan ?? retryPlan;
  const ctx = { ...input, plan, clock: systemClock };
  await beginDispatching(ctx);
  const queue = await startDeliveryQueue({
    ...input,
    deliver: (delivery, given) => deliver(ctx, delivery, given),
  });
  let bell = Promise.withResolvers<void>();
  const leave = hub.onChange(() => bell.resolve());
  const dispatching = (async () => {
    let tidied = -Infinity;
    while (!signal.aborted) {
      bell = Promise.withResolvers();
      try {
        while (!signal.aborted && (await dispatchChanges({ sql, chainId, logger })));
        if (performance.now() - tidied > tidyEveryMs) {
          await forgetDeliveries(sql);
          await forgetSecrets(sql);
          tidied = performance.now();
        }
      } catch (error) {
        // Nothing was committed: the next round begins where this one did.
        logger.warn({ err: error }, 'changes could not be given to webhooks');
        await waited(failurePauseMs, signal);
      }
      if (signal.aborted) return;
      const timer = setTimeout(() => bell.resolve(), everyMs);
      await bell.promise;
      clearTimeout(timer);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      leave();
      bell.resolve();
      await dispatching;
      await queue.stop();
    },
  };
}
