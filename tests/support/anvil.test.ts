import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPublicClient, http, webSocket } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { expect, onTestFinished, test } from 'vitest';
import { startAnvil, type StartAnvilParameters } from './anvil.ts';

async function start(parameters: StartAnvilParameters = {}) {
  const chain = await startAnvil(parameters);
  onTestFinished(() => chain.stop());
  return { chain, client: createPublicClient({ transport: http(chain.rpcUrl) }) };
}

test('a chain answers over HTTP and WebSocket and mines on demand', async () => {
  const { chain, client } = await start();
  expect(await client.getChainId()).toBe(31337);
  await chain.mine(3);
  expect(await client.getBlockNumber({ cacheTime: 0 })).toBe(3n);
  const live = createPublicClient({ transport: webSocket(chain.wsUrl) });
  expect(await live.getBlockNumber()).toBe(3n);
  const socket = await live.transport.getRpcClient();
  socket.close();
});

test('each account comes with its own key and has coin', async () => {
  const { chain, client } = await start();
  expect(chain.accounts).toHaveLength(10);
  for (const { address, privateKey } of chain.accounts) {
    expect(privateKeyToAccount(privateKey).address).toBe(address);
    expect(await client.getBalance({ address })).toBeGreaterThan(0n);
  }
});

test('two chains run side by side and a stopped one answers no more', async () => {
  const [one, two] = [await start(), await start()];
  expect(one.chain.rpcUrl).not.toBe(two.chain.rpcUrl);
  await one.chain.stop();
  await expect(fetch(one.chain.rpcUrl)).rejects.toThrow();
  expect(await two.client.getBlockNumber()).toBe(0n);
});

test('a chain with a state file goes on where it was stopped', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const statePath = join(folder, 'state.json');
  const first = await start({ statePath });
  await first.chain.mine(4);
  await first.chain.stop();
  const second = await start({ statePath });
  expect(await second.client.getBlockNumber()).toBe(4n);
});

test('a failed call is an error with the reason', async () => {
  const { chain } = await start();
  await expect(chain.rpc('no_such_method')).rejects.toThrow('no_such_method failed');
});
