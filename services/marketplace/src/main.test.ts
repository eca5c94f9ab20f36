import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { deploy } from '@atoll/contracts/deploy';
import { startAnvil } from '@atoll/tests/support/anvil';
import { ProcessFailed, startProcess } from '@atoll/tests/support/process';
import { testDatabase } from '@atoll/tests/support/test-database';
import { waitFor } from '@atoll/tests/support/wait';
import { buildWeb } from '@atoll/tests/support/build';
import { expect, onTestFinished, test } from 'vitest';
import { startIndexerStub } from '../test/indexer-stub.ts';

const database = await testDatabase();
const main = resolve(import.meta.dirname, '../dist/main.js');

function start(env: Record<string, string>) {
  return startProcess({
    command: process.execPath,
    args: [main],
    env,
    ready: (line) => /"url":"([^"]+)"/.exec(line)?.[1],
  });
}

test('a service that is not configured says in a sentence each what is missing, and does not start', async () => {
  const failure = await start({ PORT: 'many' }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ProcessFailed);
  const text = failure instanceof ProcessFailed ? failure.output.join('\n') : '';
  for (const name of ['PORT', 'DATABASE_URL', 'RPC_URL', 'DEPLOYMENT', 'INDEXER_URL'])
    expect(text).toContain(name);
  expect(text).toContain('.env.example');
});

test('a service that is configured starts, migrates, answers ready and ends on a signal', async () => {
  await buildWeb(['marketplace']);
  const folder = await mkdtemp(join(tmpdir(), 'atoll-market-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const anvil = await startAnvil();
  onTestFinished(() => anvil.stop());
  const indexer = await startIndexerStub();
  onTestFinished(() => indexer.close());
  const deployment = join(folder, 'deployment.json');
  const deployerKey = anvil.accounts[0]?.privateKey;
  if (deployerKey === undefined) throw new TypeError('the chain has no accounts');
  await deploy({ rpcUrl: anvil.rpcUrl, deployerKey, outFile: deployment, withTestDollar: true });
  const service = await start({
    PORT: '0',
    PUBLIC_URL: 'http://market.example',
    DATABASE_URL: database.url,
    RPC_URL: anvil.rpcUrl,
    DEPLOYMENT: deployment,
    INDEXER_URL: indexer.url,
    IPFS_DIRECTORY: join(folder, 'ipfs'),
  });
  onTestFinished(async () => void (await service.stop()));
  const url = service.ready ?? '';
  const ready = await waitFor('the catalogue to be filled', async () => {
    const reply = await fetch(`${url}/ready`);
    const body: unknown = await reply.json();
    return reply.status === 200 && body;
  });
  expect(ready).toMatchObject({ status: 'ready' });
  expect((await fetch(url)).status).toBe(200);
  expect(await service.stop('SIGTERM')).toMatchObject({ code: 0 });
}, 60_000);
