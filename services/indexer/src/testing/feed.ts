import { ChangeView, StreamOpened } from '@atoll/schemas/change';
import { Problem } from '@atoll/schemas/problem';
import { createApp } from '@atoll/server-kit/app';
import { createLogger } from '@atoll/server-kit/logger';
import { serve } from '@atoll/server-kit/serve';
import { onTestFinished } from 'vitest';
import { type ChangeHubParameters, openChangeHub } from '../feed/change-hub.ts';
import { eventRoutes } from '../feed/routes-events.ts';
import { createStreamSlots } from '../feed/stream-slots.ts';
import type { chainTables } from './chain-tables.ts';
import { someContracts } from './some-contracts.ts';
import { readEvents, take } from './sse.ts';

type Tables = Awaited<ReturnType<typeof chainTables>>;

const logger = createLogger({ name: 'test', level: 'silent' });

/** The chains that a feed tells of. */
export const feedChains = [31337, 31338] as const;

/** The feed of both chains behind a port; it stops when the test has finished. */
export async function startFeed(
  tables: Tables,
  input: { streams?: number; total?: number; hub?: Partial<ChangeHubParameters> } = {},
) {
  const open = (chainId: number) => {
    const sql = tables.of(chainId);
    return openChangeHub({ chainId, sql, listen: sql, logger, ...input.hub });
  };
  const hubs = await Promise.all(feedChains.map(open));
  const app = createApp({ name: 'test', version: '1', description: '', logger });
  const slots = createStreamSlots(input.total ?? 2000);
  const callerOf = () => ({ id: 'one', streams: input.streams ?? 2000 });
  const mirrored = hubs.map((hub, index) => ({
    hub,
    chainId: feedChains[index] ?? 0,
    contracts: someContracts(),
  }));
  const byCaip = new Map(mirrored.map((chain) => [chain.hub.chain, chain]));
  app.route('/', eventRoutes({ chains: byCaip, slots, callerOf }));
  const server = await serve({ app, port: 0, host: '127.0.0.1', logger });
  let stopped: Promise<unknown> | undefined;
  const stop = () =>
    (stopped ??= server.close({ deadlineMs: 100 }).then(() => Promise.all(hubs.map((hub) => hub.close()))));
  onTestFinished(async () => {
    await stop();
  });
  const [hub] = hubs;
  if (hub === undefined) throw new TypeError('no hub');
  const listen = async (path = '/events', headers: Record<string, string> = {}) => {
    const response = await fetch(`${server.url}${path}`, { headers });
    if (!response.ok) throw Problem.parse(await response.json());
    const reader = readEvents(response);
    const [opened] = await take(reader, 1);
    return { reader, position: StreamOpened.parse(JSON.parse(opened?.data ?? '')).position };
  };
  return { hub, slots, listen, stop, port: server.port };
}

/** The change that an event tells. */
export const viewOf = (event: { data: string } | undefined) =>
  ChangeView.parse(JSON.parse(event?.data ?? ''));
