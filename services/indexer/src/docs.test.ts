import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CreatedWebhook } from '@atoll/schemas/webhook';
import { parseAllowedHost } from '@atoll/server-kit/safe-fetch/allowed-hosts';
import { freePort } from '@atoll/tests/support/ports';
import { startProcess } from '@atoll/tests/support/process';
import { testDatabase } from '@atoll/tests/support/test-database';
import { waitFor } from '@atoll/tests/support/wait';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createKey } from './access/manage-keys.ts';
import { connectTo } from './store/connection.ts';
import { digestOf, randomDigest } from './testing/actor.ts';
import { bytesOf, datasetDocument } from './testing/documents.ts';
import { type Market, startMarket } from './testing/market.ts';
import { startTestService, type TestService } from './testing/service.ts';

const root = resolve(import.meta.dirname, '../../..');

/** The blocks of a page that are marked to be run, with the heading that they stand under. */
async function blocksOf(name: string) {
  const page = await readFile(join(root, 'docs', name), 'utf8');
  return [...page.matchAll(/^```(sh|ts) run\n(.*?)^```$/gms)].map((match) => ({
    language: match[1] ?? '',
    text: match[2] ?? '',
    heading: [...page.slice(0, match.index).matchAll(/^## (.*)$/gm)].at(-1)?.[1] ?? '',
  }));
}
const [operating, reading] = await Promise.all([blocksOf('indexer.md'), blocksOf('reading.md')]);

let market: Market;
let service: TestService;
let scratch: string;
let env: Record<string, string>;
beforeAll(async () => {
  market = await startMarket();
  const { url } = await testDatabase();
  const loopback = parseAllowedHost('127.0.0.1');
  service = await startTestService(
    { market, url },
    { webhookHosts: loopback === undefined ? [] : [loopback] },
  );
  const sql = connectTo({ url, chainId: market.chain.chainId, application: 'test', connections: 1 });
  const quota = { requestsPerMinute: 1000, streams: 10, exportRows: 1000 };
  const { key } = await createKey(sql, { name: 'docs', quota });
  await sql.end();
  await mkdir(join(root, '.atoll'), { recursive: true });
  // Inside of the project, so that the packages are found by their names.
  scratch = await mkdtemp(join(root, '.atoll', 'docs-'));
  const port = await freePort();
  env = {
    INDEXER: service.url,
    KEY: key,
    SCRATCH: scratch,
    PORT: String(port),
    RECEIVER: `http://127.0.0.1:${port}/hook`,
  };
  await service.reachHead();
  await waitFor('being ready', async () => (await service.get('/ready')).status === 200);
  const dataset = await sellOnce();
  env['DATASET'] = String(dataset);
  env['TOKEN'] = market.token;
  env['PROVIDER'] = market.wallets.provider.address;
  env['BUYER'] = market.wallets.buyer.address;
  await service.reachHead();
  await waitFor('the documents', async () => {
    const { body } = await service.get('/assets?documentStatus=verified');
    return JSON.stringify(body).includes(`"tokenId":"${dataset}"`);
  });
});
/** Two datasets with documents, an algorithm, and a run that was paid; answers the dataset that it was on. */
async function sellOnce(): Promise<bigint> {
  const publish = async (name: string) => {
    const commitment = randomDigest();
    const bytes = bytesOf(datasetDocument({ commitment, name }));
    await service.storage.putDocument(bytes);
    const metadataDigest = digestOf(bytes);
    const assetId = await market.publish('dataOwner', { metadataDigest, commitment });
    return { assetId, metadataDigest };
  };
  await publish('Plankton of the North Sea');
  const dataset = await publish('Temperatures of coral reefs');
  const metadataDigest = randomDigest();
  const assetId = await market.publish('algorithmAuthor', { kind: 'algorithm', metadataDigest });
  const algorithm = { assetId, metadataDigest };
  await market.approve('dataOwner', dataset.assetId, algorithm, (await market.now()) + 86_400);
  const price = 1_000_000n;
  const order = await market.draft(
    { ...dataset, payee: market.wallets.dataOwner.address, price },
    { ...algorithm, payee: market.wallets.algorithmAuthor.address, price },
  );
  await market.order(order);
  await market.anvil.rpc('evm_increaseTime', [60]);
  await market.settle(order, 'released', 30);
  return dataset.assetId;
}
afterAll(async () => {
  await service.stop();
  await market.stop();
  await rm(scratch, { recursive: true, force: true });
});

const shell = Object.entries({ operating, reading }).flatMap(([page, blocks]) =>
  blocks
    .filter(({ language }) => language === 'sh')
    .map(({ heading, text }, index) => [`${page} ${index} ${heading}`, text] as const),
);
const programs = (blocks: typeof operating) =>
  blocks.filter(({ language }) => language === 'ts').map(({ text }) => text);

test('the pages have commands, a receiver and a reader that are run', () => {
  const named = (page: string) => shell.filter(([name]) => name.startsWith(page)).length;
  expect(named('operating')).toBeGreaterThan(4);
  expect(named('reading')).toBeGreaterThan(8);
  expect(programs(operating)).toHaveLength(1);
  expect(programs(reading)).toHaveLength(1);
});

test.each(shell)('the commands of block %s work as they stand', async (_heading, text) => {
  const child = await startProcess({
    command: 'bash',
    args: ['-euo', 'pipefail', '-c', text],
    env,
  });
  const { code } = await child.exited;
  expect({ code, output: child.output() }).toMatchObject({ code: 0 });
});

test('the reader counts what was paid', async () => {
  const file = join(scratch, 'reader.ts');
  await writeFile(file, programs(reading)[0] ?? '');
  const reader = await startProcess({ command: process.execPath, args: [file], env });
  const { code } = await reader.exited;
  expect({ code, output: reader.output() }).toEqual({
    code: 0,
    output: ['1 jobs, 1000000 to owners of data'],
  });
});

test('the receiver takes what the indexer sends, and nothing else', async () => {
  const { secret } = CreatedWebhook.parse(JSON.parse(await readFile(join(scratch, 'webhook.json'), 'utf8')));
  const file = join(scratch, 'receiver.ts');
  await writeFile(file, programs(operating)[0] ?? '');
  const receiver = await startProcess({
    command: process.execPath,
    args: [file],
    env: { ...env, WEBHOOK_SECRET: secret },
    poll: () =>
      fetch(env['RECEIVER'] ?? '').then(
        () => true,
        () => false,
      ),
  });
  onTestFinished(async () => {
    await receiver.stop();
  });
  const forged = await fetch(env['RECEIVER'] ?? '', { method: 'POST', body: '{}' });
  expect(forged.status).toBe(401);
  await market.publish('stranger');
  await waitFor('the delivery', () => receiver.output().some((line) => /^asset \d+$/.test(line)));
});

const many = (count: number, text: string) => Array.from({ length: count }, () => text);
const nested = (levels: number) =>
  `${many(levels, 'stateItems(first: 1) { job {').join(' ')} jobId ${many(levels, '} }').join(' ')}`;

/** A request above each limit that one request can pass, by the row of the table. */
const tooMuch: Readonly<Record<string, string | { query: string }>> = {
  'items of a page (`limit`)': '/jobs?limit=101',
  'values of one filter': `/jobs?${many(21, 'state=open').join('&')}`,
  'words of a search': `/assets?q=${many(17, 'reef').join('+')}`,
  'GraphQL: items of a page (`first`)': { query: '{ jobs(first: 101) { items { jobId } } }' },
  'GraphQL: items of a query, those within items included': {
    query: '{ jobs(first: 100) { items { stateItems(first: 50) { jobId } } } }',
  },
  'GraphQL: items within items': { query: `{ jobs(first: 1) { items { ${nested(3)} } } }` },
  'GraphQL: root fields; levels of braces': {
    query: `{ ${many(11, '')
      .map((_, index) => `q${index}: jobs(first: 1) { next }`)
      .join(' ')} }`,
  },
  'GraphQL: length of a query': { query: `{ jobs(first: 1) { next } } ${' '.repeat(10_000)}` },
};

test.each(Object.entries(tooMuch))('%s: above it comes what the table says', async (row, request) => {
  const page = await readFile(join(root, 'docs/reading.md'), 'utf8');
  const line = page.split('\n').find((each) => each.startsWith(`| ${row} `)) ?? '';
  const [, status, code] = /(4\d\d) `(\w+)`/.exec(line) ?? [];
  const response = await (typeof request === 'string'
    ? fetch(`${service.url}${request}`)
    : fetch(`${service.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request),
      }));
  expect(await response.json()).toMatchObject({ status: Number(status), code });
});
