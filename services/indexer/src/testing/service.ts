import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@atoll/server-kit/logger';
import { openEmbeddedStorage } from '@atoll/storage/embedded';
import { waitFor } from '@atoll/tests/support/wait';
import { startService } from '../service.ts';
import { type Market } from './market.ts';

/** The whole service in this process, with an empty block store of its own. */
export async function startTestService(input: { market: Market; url: string; gateways?: readonly string[] }) {
  const directory = await mkdtemp(join(tmpdir(), 'atoll-indexer-'));
  const storage = await openEmbeddedStorage({ directory, gateways: input.gateways ?? [] });
  const closers: (() => Promise<unknown>)[] = [];
  const server = await startService({
    databaseUrl: input.url,
    rpcUrl: input.market.anvil.rpcUrl,
    addressBook: input.market.book,
    storage,
    finality: 64,
    pollingInterval: 20,
    port: 0,
    host: '127.0.0.1',
    allowedOrigins: [],
    logger: createLogger({ name: 'indexer', level: 'silent' }),
    onOpen: (_name, close) => closers.push(close),
  });
  const get = async (path: string) => {
    const response = await fetch(`${server.url}${path}`);
    const body: unknown = await response.json();
    return { status: response.status, body };
  };
  return {
    url: server.url,
    storage,
    get,
    /** Resolves when the mirror stands at the node's head. */
    reachHead: () =>
      waitFor('the service reaching the head', async () => {
        const head = await input.market.chain.publicClient.getBlock();
        const { body } = await get('/status');
        return JSON.stringify(body).includes(head.hash);
      }),
    stop: async () => {
      for (const close of closers.toReversed()) await close();
      await storage.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
export type TestService = Awaited<ReturnType<typeof startTestService>>;
