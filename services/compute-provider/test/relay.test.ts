import { actDigest, signAct } from '@atoll/chain/act';
import { readTokenBalance } from '@atoll/chain/read-balance';
import { signOrder } from '@atoll/chain/sign';
import { simulateThenSend } from '@atoll/chain/write';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { testDollarAbi } from '@atoll/contracts/generated/testDollar';
import { minedReceipt } from '@atoll/contracts/mined-receipt';
import { type Act, actToWire, RelayedAct } from '@atoll/schemas/act';
import { Address, Bytes32 } from '@atoll/schemas/ids';
import { orderFromWire } from '@atoll/schemas/order';
import { testDatabase } from '@atoll/tests/support/test-database';
import { concat, encodeFunctionData, numberToHex } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { giveQuote } from '../src/quotes/give-quote.ts';
import { ask, codeOf, creditOf, type Market, openMarket, orderPair, reaches, requestFor } from './market.ts';
import { publishPair } from './publish.ts';

let market: Market;
const database = await testDatabase();
beforeAll(async () => {
  market = await openMarket({ databaseUrl: database.url, relayFee: 50n });
});
afterAll(() => market?.close());

const account = privateKeyToAccount(generatePrivateKey());
const deployment = () => ({ chainId: market.book.chainId, relay: market.book.contracts.relay });

/** Credit of an account that has no native coin, given by a buyer who has. */
async function giveCredit(amount: bigint): Promise<void> {
  await simulateThenSend(await market.as('buyer'), {
    address: market.book.contracts.jobs,
    abi: jobsAbi,
    functionName: 'deposit',
    args: [market.token, account.address, amount],
  });
}

function withdrawal(changes: Partial<Act> = {}): Act {
  const data = encodeFunctionData({
    abi: jobsAbi,
    functionName: 'withdraw',
    args: [[market.token], account.address],
  });
  return {
    account: Address.parse(account.address),
    calls: [{ target: market.book.contracts.jobs, data }],
    feeToken: market.token,
    fee: 50n,
    deadline: 2 ** 39,
    salt: Bytes32.parse(generatePrivateKey()),
    ...changes,
  };
}

async function relay(act: Act): Promise<Response> {
  const signature = await signAct(account, act, deployment());
  return ask(market, 'POST', '/relay', { json: { act: actToWire(act), signature } });
}

test('an act is sent for a fee, once however often it is asked for', async () => {
  await giveCredit(1_000n);
  expect(await (await ask(market, 'GET', '/relay')).json()).toEqual({
    fees: [{ token: market.token, fee: '50' }],
  });
  const act = withdrawal();
  const before = await creditOf(market, market.wallets.operator.address);
  const first = RelayedAct.parse(await (await relay(act)).json());
  expect(first.digest).toBe(actDigest(act, deployment()));
  const chain = await market.as('stranger');
  await minedReceipt(chain.publicClient, first.transaction, { everyMs: 20 });
  expect(await readTokenBalance(chain, { token: market.token, account: act.account })).toBe(950n);
  expect((await creditOf(market, market.wallets.operator.address)) - before).toBe(50n);
  expect(await (await relay(act)).json()).toEqual(first);
});

test('an act that pays too little, in another token, or calls somebody else is refused', async () => {
  const { calls } = withdrawal();
  const [call] = calls;
  if (call === undefined) throw new Error('the act has no call');
  expect(await codeOf(await relay(withdrawal({ fee: 49n })))).toBe('insufficient_escrow');
  expect(await codeOf(await relay(withdrawal({ calls: [call, call], fee: 99n })))).toBe(
    'insufficient_escrow',
  );
  expect(await codeOf(await relay(withdrawal({ feeToken: account.address })))).toBe('not_allowed');
  const stranger = [{ ...call, target: market.wallets.stranger.address }];
  expect(await codeOf(await relay(withdrawal({ calls: stranger })))).toBe('not_allowed');
  const loop = [{ ...call, target: market.book.contracts.relay }];
  expect(await codeOf(await relay(withdrawal({ calls: loop })))).toBe('not_allowed');
});

test('an act that would revert costs this provider nothing', async () => {
  const chain = await market.as('stranger');
  const sent = () => chain.publicClient.getTransactionCount({ address: market.wallets.operator.address });
  const before = await sent();
  expect(await codeOf(await relay(withdrawal()))).toBe('conflict');
  const mint = encodeFunctionData({
    abi: testDollarAbi,
    functionName: 'transfer',
    args: [account.address, 1n],
  });
  const poor = withdrawal({ calls: [{ target: market.token, data: mint }] });
  expect((await relay(poor)).status).toBeGreaterThanOrEqual(400);
  await giveCredit(60n);
  const act = withdrawal();
  const forged = {
    act: actToWire({ ...act, deadline: 2 ** 38 }),
    signature: await signAct(account, act, deployment()),
  };
  expect(await codeOf(await ask(market, 'POST', '/relay', { json: forged }))).toBe('invalid_signature');
  expect(await sent()).toBe(before);
});

test('padding that only costs gas is not relayed', async () => {
  await giveCredit(60n);
  const { calls } = withdrawal();
  const [call] = calls;
  if (call === undefined) throw new Error('the act has no call');
  const padding = `0x${'00'.repeat(100_000)}` as const;
  const padded = withdrawal({ calls: [{ ...call, data: concat([call.data, padding]) }] });
  expect(await codeOf(await relay(padded))).toBe('malformed_request');
});

test('nothing is relayed out of what settling may cost, and jobs are settled with it', async () => {
  await giveCredit(60n);
  const pair = await publishPair(market);
  const { publicClient } = await market.as('stranger');
  const { maxFeePerGas } = await publicClient.estimateFeesPerGas();
  const operator = market.wallets.operator.address;
  const before = await publicClient.getBalance({ address: operator });
  await market.anvil.rpc('anvil_setBalance', [operator, numberToHex(800_000n * maxFeePerGas)]);
  try {
    const refused = await relay(withdrawal());
    expect(refused.status).toBe(503);
    expect(await codeOf(refused)).toBe('not_ready');
    market.engine.behave({ files: { 'metrics.json': '{}' } });
    const { jobId } = await orderPair(market, pair);
    await reaches(market, jobId, 'released');
  } finally {
    await market.anvil.rpc('anvil_setBalance', [operator, numberToHex(before)]);
  }
  expect((await relay(withdrawal())).status).toBe(200);
});

test('an order is not relayed either where settling would not be paid for', async () => {
  const pair = await publishPair(market);
  const offer = await giveQuote(market.ctx, requestFor(market, pair, { relayed: true }));
  const buyer = privateKeyToAccount(market.wallets.buyer.privateKey);
  const jobs = market.book.contracts.jobs;
  const signature = await signOrder(buyer, orderFromWire(offer.order), { chainId: 31337, jobs });
  const json = { jobId: offer.jobId, signature, permit: '0x' };
  const { publicClient } = await market.as('stranger');
  const operator = market.wallets.operator.address;
  const before = await publicClient.getBalance({ address: operator });
  await market.anvil.rpc('anvil_setBalance', [operator, '0x1']);
  try {
    expect(await codeOf(await ask(market, 'POST', '/orders', { json }))).toBe('not_ready');
  } finally {
    await market.anvil.rpc('anvil_setBalance', [operator, numberToHex(before)]);
  }
  expect((await ask(market, 'POST', '/orders', { json })).status).toBe(200);
});
