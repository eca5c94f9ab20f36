import { testDollarAbi } from '@atoll/contracts/generated/testDollar';
import { Address } from '@atoll/schemas/ids';
import { encodeFunctionData } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalMarket, localMarket } from '../test/local-market.ts';
import { createOutbox } from './outbox.ts';
import { memoryOutboxStore } from './outbox-memory.ts';
import { readTokenBalance } from './read-balance.ts';

let local: LocalMarket;
beforeAll(async () => {
  local = await localMarket();
});
afterAll(() => local.stop());

/** An outbox of an account of its own, and a mint of one dollar to somebody new as the act. */
async function stage(input: { confirmations?: number } = {}) {
  const privateKey = generatePrivateKey();
  const chain = await local.connect({ privateKey, ...input });
  const store = memoryOutboxStore();
  let now = Date.now();
  const clock = { now: () => new Date(now) };
  const account = Address.parse(privateKeyToAccount(generatePrivateKey()).address);
  const token = Address.parse(local.market.token);
  const data = encodeFunctionData({ abi: testDollarAbi, functionName: 'mint', args: [account, 1n] });
  return {
    chain,
    store,
    act: { key: 'mint', to: token, data },
    open: () => createOutbox({ chain, store, clock, stuckAfter: 30_000 }),
    pass: (ms: number) => (now += ms),
    minted: () => readTokenBalance(chain, { token, account }),
    mine: (blocks = 1) => local.market.control.mine({ blocks }),
    signal: AbortSignal.timeout(5000),
    privateKey,
  };
}

test('the same key is one transaction, also when asked at once and again later', async () => {
  const { open, act, minted, signal } = await stage();
  const outbox = open();
  const [one, two] = await Promise.all([outbox.send(act), outbox.send(act)]);
  expect(two).toEqual(one);
  const done = await outbox.wait('mint', { until: 'final', signal });
  expect(done.mined).toMatchObject({ status: 'success', hash: one.attempts[0]?.hash });
  expect(await outbox.send(act)).toEqual(done);
  expect(await outbox.tick()).toEqual([]);
  expect(await minted()).toBe(1n);
});

test('an act that can be done only once is not tried again under its key', async () => {
  const { open, act, chain, signal } = await stage();
  const outbox = open();
  const call = (functionName: 'mint' | 'transfer', to: `0x${string}`) =>
    encodeFunctionData({ abi: testDollarAbi, functionName, args: [to, 1n] });
  await outbox.send({ ...act, data: call('mint', outbox.sender) });
  const once = { ...act, key: 'once', data: call('transfer', chain.addresses.jobs) };
  await outbox.wait('mint', { until: 'final', signal });
  await outbox.send(once);
  const done = await outbox.wait('once', { until: 'final', signal });
  expect(await outbox.send(once)).toEqual(done);
});

test('a key never stands for two acts', async () => {
  const { open, act } = await stage();
  const outbox = open();
  await outbox.send(act);
  await expect(
    outbox.send({ ...act, data: `${act.data.slice(0, -1)}2` as `0x${string}` }),
  ).rejects.toMatchObject({
    code: 'conflict',
  });
});

test('what would revert is refused with its reason and leaves nothing behind', async () => {
  const { open, act, chain, store } = await stage();
  const data = encodeFunctionData({
    abi: testDollarAbi,
    functionName: 'transfer',
    args: [chain.addresses.jobs, 5n],
  });
  await expect(open().send({ ...act, data })).rejects.toMatchObject({ code: 'insufficient_escrow' });
  expect(await store.find('mint')).toBeUndefined();
});

test('a call that takes more gas than it may is refused and leaves nothing behind', async () => {
  const { open, act, store } = await stage();
  await expect(open().send({ ...act, mostGas: 21_000n })).rejects.toMatchObject({ code: 'not_allowed' });
  expect(await store.find('mint')).toBeUndefined();
  await open().send({ ...act, mostGas: 200_000n });
});

test('a call leaves what the reserve costs, and what waits to be mined counts as spent', async () => {
  const { open, act, chain, store, signal } = await stage();
  const outbox = open();
  // Later ones cost less than an account's first.
  await outbox.send(act);
  await outbox.wait('mint', { until: 'final', signal });
  const { maxFeePerGas } = await chain.publicClient.estimateFeesPerGas();
  const calls = ['one', 'two', 'three'].map((key) => ({ ...act, key, reserveGas: 1_000_000n }));
  // The reserve at twice the price of now, and gas for two of the three.
  const value = maxFeePerGas * (2_000_000n + 100_000n);
  await local.market.control.setBalance({ address: outbox.sender, value });
  await local.withoutMining(async () => {
    const sent = await Promise.allSettled(calls.map((call) => outbox.send(call)));
    expect(sent.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(sent[2]).toMatchObject({ reason: { code: 'not_ready', retryable: true } });
  });
  expect(await store.find('three')).toBeUndefined();
  await outbox.send({ ...act, key: 'own' });
});

test('a crash after storing and before broadcasting ends in one transaction', async () => {
  const { open, act, chain, minted, signal, store } = await stage();
  const broken = {
    ...store,
    insert: async (entry: Parameters<typeof store.insert>[0]) => {
      await store.insert(entry);
      throw new Error('the process died');
    },
  };
  const clock = { now: () => new Date() };
  await expect(createOutbox({ chain, store: broken, clock }).send(act)).rejects.toThrow('died');
  expect(await minted()).toBe(0n);
  const outbox = open();
  // the stored nonce is given away although no node has seen it
  expect((await outbox.send({ ...act, key: 'next' })).nonce).toBe(1);
  await outbox.wait('mint', { until: 'final', signal });
  await outbox.send(act);
  await outbox.wait('next', { until: 'final', signal });
  expect(await minted()).toBe(2n);
});

test('many acts at once get nonces without gap or double', async () => {
  const { open, act, minted, signal } = await stage();
  const outbox = open();
  const keys = ['a', 'b', 'c', 'd', 'e'];
  const entries = await Promise.all(keys.map((key) => outbox.send({ ...act, key })));
  expect(entries.map((entry) => entry.nonce)).toEqual([0, 1, 2, 3, 4]);
  await Promise.all(keys.map((key) => outbox.wait(key, { until: 'final', signal })));
  expect(await minted()).toBe(5n);
});

test('a transaction that waits is re-priced under its own nonce', async () => {
  const { open, act, minted, pass, mine, signal } = await stage();
  const outbox = open();
  await local.withoutMining(async () => {
    const { nonce } = await outbox.send(act);
    expect(await outbox.tick()).toEqual([]);
    pass(31_000);
    const [priced] = await outbox.tick();
    expect(priced?.attempts).toHaveLength(2);
    expect(priced?.nonce).toBe(nonce);
    await mine();
  });
  const { mined, attempts } = await outbox.wait('mint', { until: 'final', signal });
  expect(mined?.hash).toBe(attempts[1]?.hash);
  expect(await minted()).toBe(1n);
});

test('a transaction that the node dropped is broadcast again', async () => {
  const { open, act, minted, mine, signal } = await stage();
  const outbox = open();
  await local.withoutMining(async () => {
    const { attempts } = await outbox.send(act);
    await local.market.control.dropTransaction({ hash: attempts[0]?.hash ?? '0x' });
    await mine();
    expect(await minted()).toBe(0n);
    await outbox.tick();
    await mine();
  });
  await outbox.wait('mint', { until: 'final', signal });
  expect(await minted()).toBe(1n);
});

test('a transaction whose block is reorganised away happens once in the end', async () => {
  const { open, act, minted, mine, signal } = await stage({ confirmations: 3 });
  const outbox = open();
  await outbox.send(act);
  const first = await outbox.wait('mint', { until: 'mined', signal });
  expect(first.state).toBe('mined');
  await local.dropBlocks(1);
  expect(await minted()).toBe(0n);
  const [gone] = await outbox.tick();
  expect(gone).toMatchObject({ state: 'pending' });
  expect(gone?.mined).toBeUndefined();
  const again = await outbox.wait('mint', { until: 'mined', signal });
  expect(again.mined?.blockHash).not.toBe(first.mined?.blockHash);
  expect(await outbox.tick()).toEqual([]);
  await mine(3);
  expect((await outbox.wait('mint', { until: 'final', signal })).state).toBe('final');
  expect(await minted()).toBe(1n);
});

test('a nonce that somebody else used for good is replaced by the next', async () => {
  const { open, act, minted, chain, signal, store } = await stage();
  const outbox = open();
  await local.withoutMining(async () => {
    const { attempts } = await outbox.send(act);
    await local.market.control.dropTransaction({ hash: attempts[0]?.hash ?? '0x' });
    await chain.wallet?.sendTransaction({
      to: chain.addresses.jobs,
      value: 0n,
      nonce: 0,
      gas: 100_000n,
      chain: null,
      account: chain.wallet.account,
    });
    await local.market.control.mine({ blocks: 1 });
  });
  const done = await outbox.wait('mint', { until: 'final', signal });
  expect(done.nonce).toBe(1);
  expect(done.mined?.status).toBe('success');
  expect(await store.highestNonce(outbox.sender)).toBe(1);
  expect(await minted()).toBe(1n);
});
