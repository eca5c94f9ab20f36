import { createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { IndexerStatus } from '@atoll/schemas/indexer-api';
import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import { CreatedWebhook } from '@atoll/schemas/webhook';
import { freePort } from '@atoll/tests/support/ports';
import { startProcess } from '@atoll/tests/support/process';
import { defineService, type Service } from '@atoll/tests/support/stack/service';
import { testDatabase } from '@atoll/tests/support/test-database';
import { waitFor } from '@atoll/tests/support/wait';
import {
  concat,
  encodeAbiParameters,
  getAbiItem,
  type Hex,
  numberToHex,
  pad,
  size,
  toEventSelector,
} from 'viem';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Market, startMarket } from './testing/market.ts';
import { createKey } from './access/manage-keys.ts';
import { connectTo } from './store/connection.ts';
import { readTables, startMirror } from './testing/mirror.ts';
import { startReceiver, status } from './testing/receiver.ts';
import { startUnsteadyNode } from './testing/unsteady-node.ts';

let market: Market;
let directory: string;
beforeAll(async () => {
  market = await startMarket();
  directory = await mkdtemp(join(tmpdir(), 'atoll-indexer-'));
});
afterAll(async () => {
  await market.stop();
  await rm(directory, { recursive: true, force: true });
});

const environment = (databaseUrl: string) => ({
  DATABASE_URL: databaseUrl,
  RPC_URL: market.anvil.rpcUrl,
  DEPLOYMENT: market.deploymentFile,
  IPFS_DIRECTORY: join(directory, 'ipfs'),
  POLLING_INTERVAL: '20',
  WEBHOOK_HOSTS: '127.0.0.1',
  LOG_LEVEL: 'warn',
});

async function defineIndexer(databaseUrl: string): Promise<Service> {
  return defineService({ name: 'indexer', port: await freePort(), env: environment(databaseUrl) });
}

const connect = (databaseUrl: string) =>
  connectTo({ url: databaseUrl, chainId: market.chain.chainId, application: 'test', connections: 1 });

async function statusOf(service: Service) {
  const { chains } = IndexerStatus.parse(await (await fetch(`${service.url}/status`)).json());
  const [status] = chains;
  if (status === undefined) throw new Error('no chain');
  return status;
}

/** Resolves when the service stands at the node's head, after something that somebody did. */
async function shows(service: Service, deed: Promise<unknown>): Promise<void> {
  await deed;
  const head = await market.chain.publicClient.getBlock();
  await waitFor(
    `${service.url} showing block ${head.number}`,
    async () => (await statusOf(service)).indexed?.hash === head.hash,
  );
}

/** Several processes start one after the other; on a busy machine each takes ten seconds and more. */
const processes = { timeout: 120_000 };

/** What a mirror from scratch has, to compare with. */
async function freshTables() {
  const { url } = await testDatabase({ service: 'indexer' });
  const mirror = await startMirror({ chain: market.chain, url, finality: 64 });
  try {
    await mirror.reachHead();
    return await readTables(mirror.sql);
  } finally {
    await mirror.stop();
  }
}

test(
  'of two processes one writes; killed, the other takes over and nothing is lost or doubled',
  processes,
  async () => {
    const { url } = await testDatabase({ service: 'indexer' });
    const first = await defineIndexer(url);
    const second = await defineIndexer(url);
    await first.start();
    await second.start();
    try {
      expect((await statusOf(first)).role).toBe('writer');
      expect((await statusOf(second)).role).toBe('standby');
      await shows(second, market.publish('dataOwner'));

      const killed = performance.now();
      await first.stop('SIGKILL');
      await waitFor('the second writing', async () => (await statusOf(second)).role === 'writer', {
        everyMs: 10,
      });
      expect(performance.now() - killed).toBeLessThan(3000);
      await shows(second, market.publish('dataOwner'));
      expect((await statusOf(second)).role).toBe('writer');

      await first.start();
      expect((await statusOf(first)).role).toBe('standby');
      await second.stop('SIGTERM');
      await shows(first, market.publish('dataOwner'));
      expect((await statusOf(first)).role).toBe('writer');
    } finally {
      await first.stop();
      await second.stop();
    }
    const sql = connect(url);
    try {
      expect(await readTables(sql)).toEqual(await freshTables());
    } finally {
      await sql.end();
    }
  },
);

test('killed again and again while the chain goes on, it resumes exactly', processes, async () => {
  const { url } = await testDatabase({ service: 'indexer' });
  const service = await defineIndexer(url);
  let going = true;
  const deeds = (async () => {
    const published: bigint[] = [];
    while (going) published.push(await market.publish('stranger'));
    return published;
  })();
  for (let kill = 0; kill < 2; kill += 1) {
    await service.start();
    await service.stop('SIGKILL');
  }
  going = false;
  const published = await deeds;
  await service.start();
  try {
    expect(published.length).toBeGreaterThan(0);
    await shows(service, market.publish('stranger'));
  } finally {
    await service.stop();
  }
  const sql = connect(url);
  try {
    expect(await readTables(sql)).toEqual(await freshTables());
  } finally {
    await sql.end();
  }
});

test(
  'a webhook that is being delivered when the process is killed is sent again, the same',
  processes,
  async () => {
    const { url } = await testDatabase({ service: 'indexer' });
    const service = await defineIndexer(url);
    const receiver = await startReceiver(() => undefined);
    await service.start();
    try {
      const sql = connect(url);
      const quota = { requestsPerMinute: 1000, streams: 1, exportRows: 1 };
      const { key } = await createKey(sql, { name: 'test', quota });
      await sql.end();
      const register = () =>
        fetch(`${service.url}/webhooks`, {
          method: 'POST',
          headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
          body: JSON.stringify({ url: receiver.url, filter: { kinds: ['asset'] } }),
        });
      // The database tells the service of a new key, which takes a moment.
      const registering = await waitFor('the key to be known', async () => {
        const reply = await register();
        return reply.status !== 401 && reply;
      });
      if (registering.status !== 201) throw new Error(service.output().join('\n'));
      const { secret } = CreatedWebhook.parse(await registering.json());
      await market.publish('dataOwner');
      const [first] = await waitFor('the first attempt', () => receiver.seen.length > 0 && receiver.seen);
      await service.stop('SIGKILL');
      receiver.answer(status(200));
      await service.start();
      const again = await waitFor('the second attempt', () =>
        receiver.seen.slice(1).find(({ body }) => body === first?.body),
      );
      expect(again.headers['atoll-delivery']).toBe(first?.headers['atoll-delivery']);
      const signature = String(again.headers['atoll-signature']);
      const time = /^t=(\d+)/.exec(signature)?.[1] ?? '';
      const mac = createHmac('sha256', secret).update(`${time}.${again.body}`).digest('hex');
      expect(signature).toBe(`t=${time},v1=${mac}`);
    } finally {
      await service.stop();
      await receiver.stop();
    }
  },
);

/** Creation code of a contract that says, as it is created, what only the registry may say. */
function forgedPublication(assetId: bigint): Hex {
  const event = getAbiItem({ abi: assetRegistryAbi, name: 'AssetPublished' });
  const owner = pad(market.wallets.stranger.address);
  const word = { type: 'bytes32' } as const;
  const data = encodeAbiParameters(
    Array.from({ length: 10 }, () => word),
    Array.from({ length: 10 }, () => pad('0x00')),
  );
  const push = (value: Hex) => concat(['0x7f', value]);
  const short = (value: number) => concat(['0x61', numberToHex(value, { size: 2 })]);
  // codecopy(0, codesize - data, data); log3(0, data, selector, assetId, owner)
  const copy = (offset: number) => concat([short(size(data)), short(offset), '0x6000', '0x39']);
  const say = concat([
    push(owner),
    push(numberToHex(assetId, { size: 32 })),
    push(toEventSelector(event)),
    short(size(data)),
    '0x6000',
    '0xa3',
    '0x00',
  ]);
  return concat([copy(size(copy(0)) + size(say)), say, data]);
}

test('an event that another contract forges is not an event of the market', async () => {
  const { url } = await testDatabase({ service: 'indexer' });
  const mirror = await startMirror({ chain: market.chain, url, finality: 64 });
  try {
    const forged = 666n;
    const receipt = await market.create('stranger', forgedPublication(forged));
    expect(receipt.logs[0]?.topics[1]).toBe(numberToHex(forged, { size: 32 }));
    const genuine = await market.publish('stranger');
    await mirror.reachHead();
    const rows = await mirror.sql<{ asset_id: string }[]>`
      select asset_id from assets where asset_id in (${forged.toString()}, ${genuine.toString()})`;
    expect(rows.map((row) => row.asset_id)).toEqual([genuine.toString()]);
  } finally {
    await mirror.stop();
  }
});

/** What a start that is refused writes, and its exit code. */
async function refused(env: Record<string, string>) {
  const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
  const child = await startProcess({
    ...{ command: process.execPath, args: [main], ipc: true },
    // It listens for its parent's end, which by itself would keep it alive.
    env: { PORT: '0', ATOLL_EXIT_WITH_PARENT: '1', ...env },
  });
  const { code } = await child.exited;
  return { code, output: child.output().join('\n') };
}

test('a wrong environment is refused with a sentence for each variable', async () => {
  const { code, output } = await refused({ FINALITY: 'many' });
  expect(code).toBe(1);
  expect(output).toContain('DATABASE_URL is not set; expected the Postgres database of this service');
  expect(output).toContain('FINALITY is "many"; expected a number of blocks');
  expect(output).not.toContain('    at ');
});

test(
  'what cannot be used is named: database, node, deployment, a database of another deployment',
  processes,
  async () => {
    const { url } = await testDatabase({ service: 'indexer' });
    const good = environment(url);
    const nowhere = `http://127.0.0.1:${await freePort()}`;
    const foreignNode = await startUnsteadyNode(market.anvil.rpcUrl, 'another chain');
    onTestFinished(() => foreignNode.stop());
    const [database, node, missing] = await Promise.all([
      refused({ ...good, DATABASE_URL: nowhere.replace('http', 'postgres') }),
      refused({ ...good, RPC_URL: foreignNode.url }),
      refused({ ...good, DEPLOYMENT: join(directory, 'none.json') }),
    ]);
    const saying = (words: string) => ({ code: 1, output: expect.stringContaining(words) as string });
    expect(database).toMatchObject(saying('the database does not answer'));
    expect(node).toMatchObject(saying('the node serves chain 1337, the address book is for chain 31337'));
    expect(missing).toMatchObject(saying('none.json is not a file of'));

    const other = join(directory, 'other.json');
    const { jobs } = market.book.contracts;
    await writeFile(
      other,
      JSON.stringify({ ...market.book, contracts: { ...market.book.contracts, assetRegistry: jobs } }),
    );
    const mirror = await startMirror({ chain: market.chain, url, finality: 64 });
    await mirror.stop();
    const foreign = await refused({ ...good, DEPLOYMENT: other });
    expect(foreign).toMatchObject(saying('this database mirrors'));
  },
);
