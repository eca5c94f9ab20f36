import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectChain } from '@atoll/chain/connect';
import { readTokenBalance } from '@atoll/chain/read-balance';
import { readCollateral } from '@atoll/chain/read-collateral';
import { environmentIdOf, readEnvironment } from '@atoll/chain/read-environment';
import { readProvider } from '@atoll/chain/read-provider';
import { simulateThenSend } from '@atoll/chain/write';
import type { AddressBook } from '@atoll/contracts/address-book';
import { deploy } from '@atoll/contracts/deploy';
import { testDollarAbi } from '@atoll/contracts/generated/testDollar';
import { EnvironmentOffer } from '@atoll/schemas/environment';
import { environmentDigest } from '@atoll/sdk/provider-register';
import { type RunningAnvil, startAnvil } from '@atoll/tests/support/anvil';
import { castWallets, type Wallets } from '@atoll/tests/support/wallets';
import { createTestClient, http } from 'viem';
import { anvil } from 'viem/chains';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from './run-cli.ts';

const document = { name: 'small', cpus: 1, memoryBytes: 1 << 30, scratchBytes: 0, gpus: [], runtime: 'runc' };

let node: RunningAnvil;
let folder: string;
let book: AddressBook;
let wallets: Wallets;
let service: Server;
let endpoint: string;
let offers: EnvironmentOffer[];
beforeAll(async () => {
  [node, folder] = await Promise.all([startAnvil(), mkdtemp(join(tmpdir(), 'atoll-cli-'))]);
  wallets = castWallets(node.accounts);
  book = await deploy({
    rpcUrl: node.rpcUrl,
    deployerKey: wallets.deployer.privateKey,
    outFile: join(folder, 'deployment.json'),
    withTestDollar: true,
  });
  await writeFile(join(folder, 'key'), wallets.provider.privateKey);
  const chain = await chainOf();
  await simulateThenSend(chain, {
    address: token(),
    abi: testDollarAbi,
    functionName: 'mint',
    args: [wallets.provider.address, 1_000_000n],
  });
  const digest = await environmentDigest(document);
  offers = [
    EnvironmentOffer.parse({
      id: environmentIdOf(wallets.provider.address, digest),
      document,
      token: token(),
      pricePerSecond: '2000',
      slots: 2,
      slotsFree: 2,
      engine: { name: 'docker', version: '28', runtime: 'runc', runtimeVersion: '1' },
    }),
  ];
  service = createServer((request, response) => {
    response.writeHead(request.url === '/environments' ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(offers));
  });
  await new Promise<void>((done) => void service.listen(0, '127.0.0.1', done));
  // Guarantee: a server that listens on a port has an address of this form.
  endpoint = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((done) => void service.close(done));
  await node.stop();
  await rm(folder, { recursive: true });
});

const token = () => book.tokens[0]?.address ?? '0x';
const chainOf = () =>
  connectChain({
    rpcUrl: node.rpcUrl,
    addressBook: book,
    privateKey: wallets.provider.privateKey,
    pollingInterval: 20,
  });

async function atoll(...argv: string[]) {
  let [out, err] = ['', ''];
  const status = await runCli({
    argv: [...argv, '--key-file', join(folder, 'key')],
    env: { ATOLL_RPC_URL: node.rpcUrl, ATOLL_DEPLOYMENT: join(folder, 'deployment.json') },
    print: (text) => (out += text),
    report: (text) => (err += text),
    signal: new AbortController().signal,
  });
  return { status, out, err };
}

test('a provider registers, offers what its service rents and puts up its stake by three commands, each of which can be repeated', async () => {
  const chain = await chainOf();
  const { provider, operator } = wallets;
  const register = ['provider', 'register', '--operator', operator.address, '--endpoint', endpoint];
  expect(await atoll(...register)).toMatchObject({ status: 0, out: expect.stringContaining('registered') });
  expect(await readProvider(chain, provider.address)).toMatchObject({
    operator: operator.address.toLowerCase(),
    payout: provider.address.toLowerCase(),
    endpoint,
  });

  const offered = await atoll('provider', 'environments');
  expect(offered).toMatchObject({ status: 0, out: expect.stringContaining('small') });
  const id = offers[0]?.id ?? '0x';
  expect(await readEnvironment(chain, { provider: provider.address, environment: id })).toMatchObject({
    pricePerSecond: 2000n,
    active: true,
  });

  const stake = ['provider', 'stake', '--token', token(), '--amount', '1000000'];
  expect(await atoll(...stake)).toMatchObject({ status: 0 });
  expect(await readCollateral(chain, { provider: provider.address, token: token() })).toMatchObject({
    bonded: 1_000_000n,
  });

  const before = await chain.publicClient.getBlockNumber();
  for (const again of [register, ['provider', 'environments'], stake])
    expect((await atoll(...again)).out).toContain('as it was');
  expect(await chain.publicClient.getBlockNumber()).toBe(before);
});

test('a provider that leaves drains, and takes its stake out when its notice is over', async () => {
  const chain = await chainOf();
  const { provider, operator } = wallets;
  const read = () => readProvider(chain, provider.address);
  await atoll('provider', 'register', '--operator', operator.address, '--endpoint', endpoint);
  await atoll('provider', 'stake', '--token', token(), '--amount', '1000000');
  expect(await atoll('provider', 'drain')).toMatchObject({
    ...{ status: 0, out: expect.stringContaining('takes no new order: transaction') },
  });
  expect(await read()).toMatchObject({ draining: true });
  expect((await atoll('provider', 'drain')).out).toContain('as it was');
  expect(await atoll('provider', 'drain', '--end')).toMatchObject({ status: 0 });
  expect(await read()).toMatchObject({ draining: false });

  const unstake = ['provider', 'unstake', '--token', token(), '--amount', '400000'];
  expect(await atoll(...unstake)).toMatchObject({ status: 0 });
  const collateral = { provider: provider.address, token: token() };
  expect(await readCollateral(chain, collateral)).toMatchObject({ bonded: 600_000n });
  const withdraw = ['provider', 'withdraw-stake', '--token', token(), '--to', operator.address];
  expect(await atoll(...withdraw)).toMatchObject({ status: 1, err: expect.stringContaining('bound until') });
  const control = createTestClient({ chain: anvil, mode: 'anvil', transport: http(node.rpcUrl) });
  await control.increaseTime({ seconds: 2 * 86_400 });
  expect(await atoll(...withdraw)).toMatchObject({ status: 0 });
  const held = { token: token(), account: operator.address };
  expect(await readTokenBalance(chain, held)).toBe(400_000n);
});

test.each([
  [['provider', 'register', '--operator', 'me', '--endpoint', 'https://p.example'], '--operator me is no'],
  [['provider', 'stake', '--token', '0x', '--amount', '1'], '--token 0x is no'],
  [['provider', 'unstake', '--token', '0x', '--amount', '1'], '--token 0x is no'],
  [['provider', 'stake', '--token', `0x${'1'.repeat(40)}`, '--amount', '1.5'], '--amount 1.5 is no'],
])('%j is refused as a mistake of the command line', async (argv, sentence) => {
  const { status, err } = await atoll(...argv);
  expect([status, err]).toEqual([2, expect.stringContaining(sentence)]);
});
