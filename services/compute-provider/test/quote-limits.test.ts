import { QuoteOffer } from '@atoll/schemas/order';
import { Address } from '@atoll/schemas/ids';
import { Problem } from '@atoll/schemas/problem';
import { testDatabase } from '@atoll/tests/support/test-database';
import type { Wallets } from '@atoll/tests/support/wallets';
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { giveQuote } from '../src/quotes/give-quote.ts';
import { createProviderApp } from '../src/service.ts';
import { ask, codeOf, type Market, openMarket, reaches, requestFor, sendOrder } from './market.ts';
import { price } from './market-environment.ts';
import { type Pair, publishPair } from './publish.ts';

/** Slots of the environment, and how many of them one buyer may keep without ordering. */
const slots = 4;
const openQuotes = 2;
const quoteSeconds = 120;

let market: Market;
let pair: Pair;
const database = await testDatabase();
beforeAll(async () => {
  market = await openMarket({
    databaseUrl: database.url,
    slots,
    quoteSeconds,
    openQuotesPerBuyer: openQuotes,
  });
  market.engine.behave({ files: { 'metrics.json': '{}' } });
  pair = await publishPair(market);
});
afterAll(() => market?.close());

const passSeconds = async (seconds: number) => {
  await market.anvil.rpc('evm_increaseTime', [seconds]);
  await market.anvil.mine(1);
};
// What an earlier test reserved has lapsed.
beforeEach(() => passSeconds(quoteSeconds + 1));

/** A request for a quote by one wallet, signed by it or by another one. */
const quote = (buyer: keyof Wallets, signer: keyof Wallets = buyer) =>
  ask(market, 'POST', '/quotes', {
    as: signer,
    json: requestFor(market, pair, { buyer: market.wallets[buyer].address }),
  });

test('a buyer who never orders keeps two slots and not all of them, however many requests come at once', async () => {
  const replies = await Promise.all(Array.from({ length: 3 * slots }, () => quote('stranger')));
  const given = replies.filter(({ status }) => status === 200);
  expect(given).toHaveLength(openQuotes);
  const refused = replies.filter(({ status }) => status !== 200);
  expect(new Set(await Promise.all(refused.map(codeOf)))).toEqual(new Set(['too_many_requests']));
  expect((await quote('buyer')).status).toBe(200);
});

test('a refused buyer is told when the first of its quotes lapses, and is served then', async () => {
  expect((await quote('stranger')).status).toBe(200);
  await passSeconds(60);
  expect((await quote('stranger')).status).toBe(200);
  const refused = await quote('stranger');
  const problem = Problem.parse(await refused.json());
  expect(problem).toMatchObject({ code: 'too_many_requests', status: 429, retryable: true });
  const wait = Number(/in (\d+) seconds/.exec(problem.hint)?.[1]);
  expect(wait).toBeGreaterThan(50);
  expect(wait).toBeLessThanOrEqual(61);
  await passSeconds(wait);
  expect((await quote('stranger')).status).toBe(200);
});

test('a quote that was ordered does not count any more', async () => {
  const offers = [await quote('buyer'), await quote('buyer')].map((reply) => reply.json());
  expect(await codeOf(await quote('buyer'))).toBe('too_many_requests');
  const offer = QuoteOffer.parse(await offers[0]);
  await sendOrder(market, offer);
  await reaches(market, offer.jobId, 'released');
  expect((await quote('buyer')).status).toBe(200);
});

test('a buyer lets a failed run cost the share that the provider asks for, or has no quote', async () => {
  const cap = (failureCap: bigint) =>
    requestFor(market, pair, { maxSeconds: 50, failureCap: failureCap.toString() });
  const least = (price.second * 50n) / 10n;
  for (const failureCap of [0n, least - 1n])
    await expect(giveQuote(market.ctx, cap(failureCap))).rejects.toMatchObject({
      code: 'invalid_order',
      hint: expect.stringContaining(least.toString()),
    });
  expect((await giveQuote(market.ctx, cap(least))).order.failureCap).toBe(least.toString());
  const settings = { ...market.ctx.settings, leastFailureCapPercent: 0 };
  expect((await giveQuote({ ...market.ctx, settings }, cap(0n))).order.failureCap).toBe('0');
});

test('a request that its buyer has not signed is refused and reserves nothing', async () => {
  const json = requestFor(market, pair);
  expect(await codeOf(await ask(market, 'POST', '/quotes', { json }))).toBe('invalid_signature');
  expect(await codeOf(await quote('buyer', 'stranger'))).toBe('not_allowed');
  const forged = await ask(market, 'POST', '/quotes', { as: 'stranger', from: json.buyer, json });
  expect(await codeOf(forged)).toBe('invalid_signature');
  const offers: unknown = await (await ask(market, 'GET', '/environments')).json();
  expect(offers).toMatchObject([{ slotsFree: slots }]);
});

test('a contract wallet asks with the signature that its contract takes', async () => {
  const [yes, no] = [generatePrivateKey(), generatePrivateKey()].map((key) =>
    Address.parse(privateKeyToAddress(key).toLowerCase()),
  );
  const asWallet = async (buyer: Address | undefined, word: string) => {
    // Answers every call with one word: the magic value of ERC-1271, or zero.
    await market.anvil.rpc('anvil_setCode', [buyer, `0x63${word}60e01b60005260206000f3`]);
    const json = requestFor(market, pair, { buyer });
    return ask(market, 'POST', '/quotes', { as: 'stranger', ...(buyer && { from: buyer }), json });
  };
  expect((await asWallet(yes, '1626ba7e')).status).toBe(200);
  expect(await codeOf(await asWallet(no, '00000000'))).toBe('invalid_signature');
});

test('one address asks as often as allowed within a minute, for quotes and for relaying each', async () => {
  const app = createProviderApp(market.ctx, { version: 'test', quotesPerMinute: 2, trustedProxies: 1 });
  const send = (path: string, from: string) =>
    ask(market, 'POST', path, { app, json: {}, headers: { 'x-forwarded-for': from } });
  for (const [path, otherwise] of [
    ['/quotes', 'invalid_signature'],
    ['/orders', 'malformed_request'],
  ] as const) {
    const codes = [];
    for (let count = 0; count < 3; count++) codes.push(await codeOf(await send(path, '203.0.113.7')));
    expect(codes).toEqual([otherwise, otherwise, 'too_many_requests']);
    expect(await codeOf(await send(path, '203.0.113.8'))).toBe(otherwise);
  }
  expect((await ask(market, 'GET', '/environments', { app })).status).toBe(200);
});
