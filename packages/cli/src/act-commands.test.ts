import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Chain } from '@atoll/chain/chain';
import { connectChain } from '@atoll/chain/connect';
import { readApproval } from '@atoll/chain/read-approval';
import { readAsset } from '@atoll/chain/read-asset';
import { readBalance } from '@atoll/chain/read-balance';
import { simulateThenSend } from '@atoll/chain/write';
import { atollTokenAbi } from '@atoll/contracts/generated/atollToken';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { testDollarAbi } from '@atoll/contracts/generated/testDollar';
import { assets, dollars, fund, type Market, openMarket, publish } from '@atoll/contracts/testing/market';
import { Address } from '@atoll/schemas/ids';
import type { MarketContext } from '@atoll/sdk/context';
import { createShares } from '@atoll/sdk/create-shares';
import { propose } from '@atoll/sdk/propose';
import { sweepShares } from '@atoll/sdk/sweep-shares';
import { type RunningAnvil, startAnvil } from '@atoll/tests/support/anvil';
import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from './run-cli.ts';

let node: RunningAnvil;
let folder: string;
let market: Market;
let ctx: MarketContext;
let chain: Chain;
let token: Address;
let me: Address;
const friend = Address.parse(`0x${'f'.repeat(40)}`);
beforeAll(async () => {
  [node, folder] = await Promise.all([startAnvil(), mkdtemp(join(tmpdir(), 'atoll-cli-'))]);
  const privateKey = node.accounts[0]?.privateKey ?? '0x';
  const outFile = join(folder, 'deployment.json');
  market = await openMarket({ rpcUrl: node.rpcUrl, deployerKey: privateKey, outFile });
  await writeFile(join(folder, 'key'), privateKey);
  chain = await connectChain({
    ...{ rpcUrl: node.rpcUrl, addressBook: market.book, privateKey },
    pollingInterval: 20,
  });
  const account = privateKeyToAccount(privateKey);
  ctx = { chain, account, marketplaceUrl: 'http://127.0.0.1:1' };
  [token, me] = [Address.parse(market.token), Address.parse(account.address)];
  await fund(market, account, account.address, dollars(100));
}, 60_000);
afterAll(async () => {
  await node.stop();
  await rm(folder, { recursive: true });
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
const sent = { status: 0, out: expect.stringMatching(/: transaction 0x[0-9a-f]{64}\n$/) };
const credit = (account: Address) => readBalance(chain, { token, account });

async function pass(seconds: number): Promise<void> {
  await market.control.increaseTime({ seconds });
  await market.control.mine({ blocks: 1 });
}

let published = 0n;
async function publication(kind: 'dataset' | 'algorithm') {
  published += 1n;
  const terms = { kind, price: dollars(10), provider: me, nonce: published } as const;
  return (await publish(market, market.governance, terms)).leg;
}

test('an owner pauses an asset and puts another price on it', async () => {
  const { assetId } = await publication('dataset');
  expect(await atoll('asset', 'state', `${assetId}`, 'paused')).toMatchObject(sent);
  expect(await readAsset(chain, assetId)).toMatchObject({ state: 'paused' });
  const price = ['asset', 'price', `${assetId}`, '--amount', '7', '--token'];
  expect(await atoll(...price, token)).toMatchObject(sent);
  expect(await readAsset(chain, assetId)).toMatchObject({ terms: { price: 7n, provider: me } });
  expect(await atoll(...price, friend)).toMatchObject({
    status: 1,
    err: expect.stringContaining('is sold for'),
  });
});

test('an owner takes an approval back, of the current version unless another one is named', async () => {
  const [dataset, algorithm] = [await publication('dataset'), await publication('algorithm')];
  const version = { datasetId: dataset.assetId, algorithmId: algorithm.assetId };
  const approval = { ...version, algorithmDigest: algorithm.metadataDigest };
  const terms = [dataset.assetId, algorithm.assetId, algorithm.metadataDigest, 2 ** 39, 9] as const;
  const revoke = [
    'approval',
    'revoke',
    '--dataset',
    `${dataset.assetId}`,
    '--algorithm',
    `${algorithm.assetId}`,
  ];
  for (const named of [[], ['--version', algorithm.metadataDigest]]) {
    await assets(market, market.governance, 'approveAlgorithm', terms);
    expect(await atoll(...revoke, ...named)).toMatchObject(sent);
    expect(await readApproval(chain, approval)).toBeUndefined();
  }
});

test('credit is put in, given and taken out', async () => {
  const before = await credit(me);
  const money = ['--token', token, '--amount', '5000'];
  expect(await atoll('credit', 'deposit', ...money)).toMatchObject(sent);
  expect(await credit(me)).toBe(before + 5000n);
  expect(await atoll('credit', 'give', ...money, '--to', friend)).toMatchObject(sent);
  expect([await credit(me), await credit(friend)]).toEqual([before, 5000n]);
  await atoll('credit', 'deposit', ...money);
  expect(await atoll('credit', 'withdraw', '--token', token)).toMatchObject(sent);
  expect(await credit(me)).toBe(0n);
  expect(await atoll('credit', 'withdraw', '--token', token)).toMatchObject({
    ...{ status: 1, err: expect.stringContaining('nothing to withdraw') },
  });
});

test('a holder of shares is credited what they earned', async () => {
  const { assetId } = await publication('dataset');
  const made = { assetId, name: 'Reef', symbol: 'REEF', supply: 100n, holder: friend };
  const { shares } = await createShares(ctx, made);
  const income = { address: token, abi: testDollarAbi, functionName: 'transfer', args: [shares, 100n] };
  await simulateThenSend(chain, income);
  await sweepShares(ctx, { shares, token });
  const before = await credit(friend);
  const claim = ['dividends', 'claim', '--shares', shares, '--token', token, '--holder', friend];
  expect(await atoll(...claim)).toMatchObject(sent);
  expect(await credit(friend)).toBe(before + 100n);
});

test('a holder names who votes, and votes', async () => {
  expect(await atoll('vote', 'delegate')).toMatchObject(sent);
  const votes = {
    address: chain.addresses.token,
    abi: atollTokenAbi,
    functionName: 'getVotes',
    args: [me],
  } as const;
  expect(await chain.publicClient.readContract(votes)).toBe(10n ** 27n);
  await pass(2);
  const call = { address: chain.addresses.jobs, abi: jobsAbi, functionName: 'setFeeRate', args: [100] };
  const { proposalId } = await propose(ctx, { calls: [call], description: 'Set the fee' });
  const cast = ['vote', 'cast', `${proposalId}`, 'for', '--reason', 'it pays for the audits'];
  expect(await atoll(...cast)).toMatchObject({ status: 1 });
  await pass(86_401);
  expect(await atoll(...cast)).toMatchObject(sent);
});

test.each([
  [['asset', 'state', '1', 'sold'], 'sold is no state'],
  [['vote', 'cast', 'x', 'for'], 'x is no proposal'],
  [['vote', 'cast', '1', 'maybe'], 'maybe is no vote'],
  [['dispute', 'answer', '0x1', '--evidence', '0x2'], '0x1 is no run'],
  [['dispute', 'answer', `0x${'1'.repeat(64)}`, '--evidence', '0x2'], '0x2 is no digest'],
  [['credit', 'withdraw', '--token', friend, '--to', 'me'], '--to me is no address'],
])('%j is refused as a mistake of the command line', async (argv, sentence) => {
  const { status, err } = await atoll(...argv);
  expect([status, err]).toEqual([2, expect.stringContaining(sentence)]);
});

test('a dispute that there is not cannot be answered', async () => {
  const none = `0x${'1'.repeat(64)}`;
  const answer = ['dispute', 'answer', none, '--evidence', none, '--json'];
  const { status, out } = await atoll(...answer);
  expect([status, JSON.parse(out)]).toMatchObject([1, { error: { code: 'conflict' } }]);
});
