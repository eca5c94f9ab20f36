import { createHash } from 'node:crypto';
import { dataUseAgreementTypedData } from '@atoll/chain/sign';
import { Agreement } from '@atoll/schemas/desk';
import { Address, type Bytes32 } from '@atoll/schemas/ids';
import { Problem } from '@atoll/schemas/problem';
import { cidOfDigest } from '@atoll/storage/digest';
import { testDatabase } from '@atoll/tests/support/test-database';
import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { approveAlgorithm } from '../src/approvals/approve-algorithm.ts';
import { giveQuote } from '../src/quotes/give-quote.ts';
import {
  ask,
  type AskOptions,
  codeOf,
  type Market,
  openMarket,
  reaches,
  requestFor,
  sendOrder,
} from './market.ts';
import { approveOnChain, type Pair, publishPair } from './publish.ts';

let market: Market;
const database = await testDatabase();
beforeAll(async () => {
  market = await openMarket({ databaseUrl: database.url, slots: 16 });
  market.engine.behave({ files: { 'metrics.json': '{}' } });
});
afterEach(() => ask(market, 'DELETE', '/datasets/reef/buyers', { as: 'dataOwner' }));
afterAll(() => market?.close());

const buyers = (
  method: 'GET' | 'PUT' | 'DELETE',
  list?: readonly string[],
  as: AskOptions['as'] = 'dataOwner',
) =>
  ask(market, method, '/datasets/reef/buyers', {
    ...(as === undefined ? {} : { as }),
    ...(list === undefined ? {} : { json: { buyers: list } }),
  });
const quote = (pair: Pair, changes: Readonly<Record<string, unknown>> = {}) =>
  giveQuote(market.ctx, requestFor(market, pair, changes));
const textOf = (text: string): { digest: Bytes32; cid: string } => {
  const digest: Bytes32 = `0x${createHash('sha256').update(text).digest('hex')}`;
  return { digest, cid: cidOfDigest(digest).toString() };
};

test('a buyer who is not listed is not quoted, and the list is the custodian’s secret', async () => {
  const pair = await publishPair(market, { rules: { buyers: 'listed' } });
  await expect(quote(pair)).rejects.toMatchObject({ code: 'buyer_not_listed' });
  const { buyer, stranger } = market.wallets;
  for (const as of ['buyer', 'provider', 'stranger'] as const)
    for (const method of ['GET', 'PUT', 'DELETE'] as const)
      expect(await codeOf(await buyers(method, method === 'PUT' ? [buyer.address] : undefined, as))).toBe(
        'not_allowed',
      );
  expect((await buyers('PUT', [stranger.address])).status).toBe(200);
  await expect(quote(pair)).rejects.toMatchObject({ code: 'buyer_not_listed' });
  await buyers('PUT', [buyer.address.toUpperCase().replace('0X', '0x')]);
  expect(await (await buyers('GET')).json()).toEqual({ buyers: [buyer.address] });
  await quote(pair);
  expect(await codeOf(await buyers('PUT', [buyer.address, buyer.address]))).toBe('malformed_request');
  expect(await codeOf(await ask(market, 'GET', '/datasets/nobody/buyers', { as: 'dataOwner' }))).toBe(
    'dataset_unknown',
  );
});

test('a buyer who is struck off gets no other quote; the one that was given before stands', async () => {
  const pair = await publishPair(market, { rules: { buyers: 'listed' } });
  await buyers('PUT', [market.wallets.buyer.address]);
  const offer = await quote(pair);
  await buyers('DELETE');
  await expect(quote(pair)).rejects.toMatchObject({ code: 'buyer_not_listed' });
  await sendOrder(market, offer);
  await reaches(market, offer.jobId, 'released');
});

test('a listed buyer cannot lend the name to another: the quote is for who signs', async () => {
  const pair = await publishPair(market, { rules: { buyers: 'listed' } });
  await buyers('PUT', [market.wallets.buyer.address]);
  const json = requestFor(market, pair);
  expect(await codeOf(await ask(market, 'POST', '/quotes', { as: 'stranger', json }))).toBe('not_allowed');
});

test('of several datasets each asks for its own terms', async () => {
  const open = await publishPair(market);
  const listed = await publishPair(market, { rules: { buyers: 'listed' } });
  const datasets = [open, listed].map(({ datasetId, datasetDigest }) => ({
    assetId: datasetId.toString(),
    metadataDigest: datasetDigest,
  }));
  const both = { ...open, algorithmId: listed.algorithmId, algorithmDigest: listed.algorithmDigest };
  await approveOnChain(market, both);
  await approveAlgorithm(market.ctx, {
    datasetId: open.datasetId.toString(),
    algorithmId: listed.algorithmId.toString(),
    metadataDigest: listed.algorithmDigest,
  });
  await expect(quote(listed, { datasets })).rejects.toMatchObject({
    code: 'buyer_not_listed',
    data: { datasetId: listed.datasetId.toString() },
  });
  await buyers('PUT', [market.wallets.buyer.address]);
  await quote(listed, { datasets });
});

const agreement = { title: 'Terms of the reef', text: textOf('version 1').cid };

/** A signature of a wallet under a text, but for what the test changes. */
async function signed(
  pair: Pair,
  options: { as?: keyof Market['wallets']; text?: Bytes32; signedAt?: number; jobs?: Address } = {},
) {
  const wallet = market.wallets[options.as ?? 'buyer'];
  const message = {
    buyer: wallet.address,
    datasetId: pair.datasetId.toString(),
    text: options.text ?? textOf('version 1').digest,
    signedAt: options.signedAt ?? Math.floor(Date.now() / 1000),
  };
  const { chainId, addresses } = market.ctx.chain;
  const typedData = dataUseAgreementTypedData(message, { chainId, jobs: options.jobs ?? addresses.jobs });
  const signature = await privateKeyToAccount(wallet.privateKey).signTypedData(typedData);
  return { ...message, signature };
}
const hand = (json: unknown) => ask(market, 'POST', '/agreements', { json });

test('a dataset with an agreement is quoted once the buyer has signed exactly its text', async () => {
  const pair = await publishPair(market, { rules: { agreement } });
  const response = await ask(market, 'POST', '/quotes', { as: 'buyer', json: requestFor(market, pair) });
  expect(Problem.parse(await response.json())).toMatchObject({
    code: 'agreement_missing',
    data: { title: agreement.title, cid: agreement.text, text: textOf('version 1').digest },
  });
  const evidence = await signed(pair);
  const kept = Agreement.parse(await (await hand(evidence)).json());
  expect(kept).toMatchObject({ ...evidence, title: agreement.title, cid: agreement.text });
  await quote(pair);

  const later = await signed(pair, { signedAt: evidence.signedAt + 1 });
  expect(await (await hand(later)).json()).toEqual(kept);
  const query = `/agreements?datasetId=${pair.datasetId}`;
  const listed = await ask(market, 'GET', query, { as: 'dataOwner' });
  expect(z.array(Agreement).parse(await listed.json())).toEqual([kept]);
  expect(await codeOf(await ask(market, 'GET', query, { as: 'buyer' }))).toBe('not_allowed');
});

test('a signature for another dataset, another text, of another account or deployment opens nothing', async () => {
  const pair = await publishPair(market, { rules: { agreement } });
  const other = await publishPair(market, { rules: { agreement } });
  const good = await signed(pair);
  const attacks: [string, unknown, string][] = [
    ['of another dataset', { ...good, datasetId: other.datasetId.toString() }, 'invalid_signature'],
    [
      'of a stranger in the buyer’s name',
      { ...(await signed(pair, { as: 'stranger' })), buyer: good.buyer },
      'invalid_signature',
    ],
    ['for another deployment', await signed(pair, { jobs: market.token }), 'invalid_signature'],
    [
      'under a text that nobody asked for',
      await signed(pair, { text: textOf('version 2').digest }),
      'not_found',
    ],
    ['under a dataset that is not here', { ...good, datasetId: '42' }, 'not_found'],
    ['with another time', { ...good, signedAt: good.signedAt + 1 }, 'invalid_signature'],
    ['of the future', await signed(pair, { signedAt: good.signedAt + 3600 }), 'invalid_signature'],
    ['of long ago', await signed(pair, { signedAt: good.signedAt - 40 * 86_400 }), 'invalid_signature'],
    ['that is too long', { ...good, signature: `0x${'11'.repeat(3000)}` }, 'malformed_request'],
  ];
  for (const [what, json, expected] of attacks) expect(await codeOf(await hand(json)), what).toBe(expected);
  await hand(await signed(pair, { as: 'stranger' }));
  await expect(quote(pair)).rejects.toMatchObject({ code: 'agreement_missing' });
  await hand(await signed(other));
  await expect(quote(pair)).rejects.toMatchObject({ code: 'agreement_missing' });
});

test('another text needs another signature', async () => {
  const pair = await publishPair(market, { rules: { agreement } });
  await hand(await signed(pair));
  await quote(pair);
  const changed = { title: agreement.title, text: textOf('version 2').cid };
  await market.ctx.database.sql`update compute_provider.snapshots
    set rules = jsonb_set(rules, '{agreement}', ${JSON.stringify(changed)}::text::jsonb) where asset_id = ${pair.datasetId.toString()}`;
  await expect(quote(pair)).rejects.toMatchObject({ code: 'agreement_missing', data: { cid: changed.text } });
  await hand(await signed(pair, { text: textOf('version 2').digest }));
  await quote(pair);
});

/** Answers every `isValidSignature` with its magic value, whatever it is asked. */
const agreeing = '0x631626ba7e60e01b5f5260205ff3';

test('a contract wallet signs as it defines (ERC-1271), and one that says no has not signed', async () => {
  const pair = await publishPair(market, { rules: { agreement } });
  const wallet = Address.parse(`0x${'77'.repeat(20)}`);
  const message = { ...(await signed(pair)), buyer: wallet, signature: '0x1234' };
  expect(await codeOf(await hand(message))).toBe('invalid_signature');
  await market.anvil.rpc('anvil_setCode', [wallet, '0x5f5ffd']);
  expect(await codeOf(await hand(message))).toBe('invalid_signature');
  await market.anvil.rpc('anvil_setCode', [wallet, agreeing]);
  expect((await hand(message)).status).toBe(200);
  await quote(pair, { buyer: wallet });
});

test('a dataset that asks for two reviewers is not quoted where there is one: its result could never be let out', async () => {
  const pair = await publishPair(market, { rules: { reviewers: 2 } });
  await expect(quote(pair)).rejects.toMatchObject({ code: 'not_ready', data: { needed: 2, there: 1 } });
});
