import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@atoll/server-kit/logger';
import { openEmbeddedStorage } from '@atoll/storage/embedded';
import { waitFor } from '@atoll/tests/support/wait';
import { type ServiceParameters, startService } from '../service.ts';
import type { Market } from './market.ts';

/** More than any test uses. */
const plenty = { requestsPerMinute: 10_000_000, streams: 1000, exportRows: 100_000_000 };

/** The whole service in this process, with an empty block store of its own. */
export async function startTestService(
  input: { market: Market; markets?: readonly Market[]; url: string; gateways?: readonly string[] },
  { finality = 64, ...more }: Partial<ServiceParameters> & { finality?: number } = {},
) {
  const directory = await mkdtemp(join(tmpdir(), 'atoll-indexer-'));
  let opened: ReturnType<typeof openEmbeddedStorage> | undefined;
  const openStorage = () => (opened ??= openEmbeddedStorage({ directory, gateways: input.gateways ?? [] }));
  const closers: (() => Promise<unknown>)[] = [];
  const markets = input.markets ?? [input.market];
  const close = async () => {
    for (const each of closers.splice(0).toReversed()) await each();
    await rm(directory, { recursive: true, force: true });
  };
  const server = await startService({
    databaseUrl: input.url,
    role: 'all',
    chains: markets.map((market) => ({
      addressBook: market.book,
      endpoints: [{ url: market.anvil.rpcUrl }],
      pollingInterval: 20,
      finality,
    })),
    openStorage,
    readyLag: 50,
    access: { proxies: 0, anonymous: plenty, streams: 1000, connections: 1000 },
    keptBytes: 2 ** 24,
    webhookHosts: [],
    port: 0,
    host: '127.0.0.1',
    logger: createLogger({ name: 'indexer', level: 'silent' }),
    onOpen: (_name, closer) => closers.push(closer),
    ...more,
  }).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const get = async (path: string) => {
    const response = await fetch(`${server.url}${path}`);
    const body: unknown = await response.json();
    return { status: response.status, body };
  };
  return {
    url: server.url,
    storage: await openStorage(),
    get,
    /** Resolves when the mirror stands at the node's head. */
    reachHead: () =>
      waitFor('the service reaching the head', async () => {
        const head = await input.market.chain.publicClient.getBlock();
        const { body } = await get('/status');
        return JSON.stringify(body).includes(head.hash);
      }),
    stop: close,
  };
}
export type TestService = Awaited<ReturnType<typeof startTestService>>;
