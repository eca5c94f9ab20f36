import { CreatedWebhook, DeliveryView, WebhookPayload } from '@atoll/schemas/webhook';
import { createApp } from '@atoll/server-kit/app';
import { createLogger } from '@atoll/server-kit/logger';
import { parseAllowedHost } from '@atoll/server-kit/safe-fetch/allowed-hosts';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { createKey } from '../access/manage-keys.ts';
import { openChangeHub } from '../feed/change-hub.ts';
import { createMeasures } from '../operations/measures.ts';
import { publishChanges } from '../store/publish-changes.ts';
import type { WebhookReach } from '../webhooks/check-url.ts';
import type { RetryPlan } from '../webhooks/retry-plan.ts';
import { webhookRoutes } from '../webhooks/routes-webhooks.ts';
import { runWebhooks } from '../webhooks/run-webhooks.ts';
import { type chainTables, jobChange } from './chain-tables.ts';
import { someContracts } from './some-contracts.ts';
import { startReceiver, status } from './receiver.ts';

type Tables = Awaited<ReturnType<typeof chainTables>>;

const logger = createLogger({ name: 'test', level: 'silent' });
const plan: RetryPlan = {
  firstMs: 20,
  longestMs: 200,
  attempts: 3,
  disableAfterMs: 60_000,
  timeoutMs: 10_000,
};
const onLoopback = parseAllowedHost('127.0.0.1');
const loopback = onLoopback === undefined ? [] : [onLoopback];
const quota = { requestsPerMinute: 1000, streams: 1, exportRows: 1 };
const takeExportRows = () => undefined;

/** The routes as a key of its own sees them, and a runner that can be started and stopped. */
export async function setUpWebhooks(
  tables: Tables,
  input: { plan?: Partial<RetryPlan>; reach?: Partial<WebhookReach> } = {},
) {
  const { sql } = tables;
  const reach = { allowed: loopback, ...input.reach };
  const { keyId } = await createKey(sql, { name: 'test', quota });
  const app = createApp({ name: 'test', version: '1', description: '', logger });
  app.use(async (c, next) => {
    if (c.req.header('anonymous') === undefined)
      c.set('caller', { id: `key:${keyId}`, keyId, quota, takeExportRows });
    else c.set('caller', { id: 'ip:1', quota, takeExportRows });
    await next();
  });
  app.route(
    '/',
    webhookRoutes({
      sql,
      reach,
      chains: new Map([['eip155:31337', { chainId: 31337, contracts: someContracts() }]]),
    }),
  );
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await app.request(path, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed: unknown = text === '' ? undefined : JSON.parse(text);
    return { status: response.status, body: parsed };
  };
  const create = async (url: string, filter: object = {}) =>
    CreatedWebhook.parse((await ask('POST', '/webhooks', { url, filter })).body);
  const deliveriesOf = async (id: string) =>
    z.object({ items: z.array(DeliveryView) }).parse((await ask('GET', `/webhooks/${id}/deliveries`)).body)
      .items;
  const hub = await openChangeHub({ chainId: 31337, sql, listen: sql, logger });
  const measures = createMeasures();
  const parameters = {
    databaseUrl: tables.url,
    sql,
    chainId: 31337,
    hub,
    reach,
    outcomes: measures.deliveries,
    logger,
    plan: { ...plan, ...input.plan },
  };
  let running: { stop(): Promise<void> } | undefined = await runWebhooks(parameters);
  const stop = async () => {
    await running?.stop();
    running = undefined;
  };
  onTestFinished(async () => {
    await stop();
    await hub.close();
    // Each test has the hooks that it makes.
    await sql`delete from indexer.webhooks`;
  });
  const start = async () => (running = await runWebhooks(parameters));
  return { keyId, ask, create, deliveriesOf, start, stop, measures };
}

/** Publishes a change of a job for each block. */
export const publishJobs = (
  tables: Tables,
  blocks: readonly number[],
  more: Parameters<typeof jobChange>[1] = {},
) =>
  tables.sql.begin((transaction) =>
    publishChanges(
      transaction,
      blocks.map((block) => jobChange(block, more)),
    ),
  );

/** A receiver of the test's own. */
export async function receive(answer: Parameters<typeof startReceiver>[0] = status(200)) {
  const receiver = await startReceiver(answer);
  onTestFinished(() => receiver.stop());
  return receiver;
}

/** The block of the job's change that a delivery tells of. */
export function blockOf(body: string): number {
  const { change } = WebhookPayload.parse(JSON.parse(body));
  return change.kind === 'job' ? change.block.number : -1;
}
