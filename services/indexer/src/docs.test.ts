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
import { type Market, startMarket } from './testing/market.ts';
import { startTestService, type TestService } from './testing/service.ts';

const root = resolve(import.meta.dirname, '../../..');
const page = await readFile(join(root, 'docs/indexer.md'), 'utf8');

/** The blocks of the page that are marked to be run, with the heading that they stand under. */
const blocks = [...page.matchAll(/^```(sh|ts) run\n(.*?)^```$/gms)].map((match) => ({
  language: match[1] ?? '',
  text: match[2] ?? '',
  heading: [...page.slice(0, match.index).matchAll(/^## (.*)$/gm)].at(-1)?.[1] ?? '',
}));

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
  await market.publish('dataOwner');
  await service.reachHead();
  await waitFor('being ready', async () => (await service.get('/ready')).status === 200);
});
afterAll(async () => {
  await service.stop();
  await market.stop();
  await rm(scratch, { recursive: true, force: true });
});

const shell = blocks.filter(({ language }) => language === 'sh');

test('the page has commands and a receiver that are run', () => {
  expect(shell.length).toBeGreaterThan(4);
  expect(blocks.filter(({ language }) => language === 'ts')).toHaveLength(1);
});

test.each(shell.map((block, index) => [`${index} ${block.heading}`, block.text] as const))(
  'the commands of block %s work as they stand',
  async (_heading, text) => {
    const child = await startProcess({
      command: 'bash',
      args: ['-euo', 'pipefail', '-c', text],
      env,
    });
    const { code } = await child.exited;
    expect({ code, output: child.output() }).toMatchObject({ code: 0 });
  },
);

test('the receiver takes what the indexer sends, and nothing else', async () => {
  const { secret } = CreatedWebhook.parse(JSON.parse(await readFile(join(scratch, 'webhook.json'), 'utf8')));
  const file = join(scratch, 'receiver.ts');
  await writeFile(file, blocks.find(({ language }) => language === 'ts')?.text ?? '');
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
