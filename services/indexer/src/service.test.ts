import { AssetView } from '@atoll/schemas/asset';
import { type Bytes32, formatAssetId } from '@atoll/schemas/ids';
import { ApprovalView } from '@atoll/schemas/indexer/assets';
import { BalanceView, ChainJobView, EarningView } from '@atoll/schemas/indexer/jobs';
import { ProviderView } from '@atoll/schemas/indexer/providers';
import { IndexerStatus, pageOf } from '@atoll/schemas/indexer-api';
import { Problem } from '@atoll/schemas/problem';
import { testDatabase } from '@atoll/tests/support/test-database';
import { waitFor } from '@atoll/tests/support/wait';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { algorithmDocument, bytesOf, datasetDocument } from './testing/documents.ts';
import { digestOf, randomDigest } from './testing/actor.ts';
import { type Market, startMarket } from './testing/market.ts';
import { connectTo } from './store/connection.ts';
import { startTestService, type TestService } from './testing/service.ts';

let market: Market;
let service: TestService;
let databaseUrl: string;
beforeAll(async () => {
  market = await startMarket();
  databaseUrl = (await testDatabase()).url;
  service = await startTestService({ market, url: databaseUrl });
});
afterAll(async () => {
  await service.stop();
  await market.stop();
});

const assetPage = pageOf(AssetView);

/** The asset once its document has left the given status. */
const assetAfter = (assetId: bigint, left: string) =>
  waitFor('the document being examined', async () => {
    const { status, body } = await service.get(`/assets/${assetId}`);
    if (status !== 200) return undefined;
    const asset = AssetView.parse(body);
    return asset.documentStatus === left ? undefined : asset;
  });

describe('documents', () => {
  test('a document that is stored makes its asset verified and searchable', async () => {
    const commitment = randomDigest();
    const bytes = bytesOf(datasetDocument({ commitment, name: 'Parrotfish census' }));
    await service.storage.putDocument(bytes);
    const assetId = await market.publish('dataOwner', { metadataDigest: digestOf(bytes), commitment });
    const asset = await assetAfter(assetId, 'pending');
    expect(asset.documentStatus).toBe('verified');
    expect(asset.document?.name).toBe('Parrotfish census');

    const found = assetPage.parse((await service.get('/assets?q=parrotfish%20-shark&kind=dataset')).body);
    expect(found.items.map((item) => item.tokenId)).toEqual([assetId.toString()]);
    const none = assetPage.parse((await service.get('/assets?q=parrotfish%20-census')).body);
    expect(none.items).toEqual([]);
  });

  test('a document that nobody serves is unavailable, and verified once somebody does', async () => {
    const commitment = randomDigest();
    const bytes = bytesOf(datasetDocument({ commitment, name: 'Late document' }));
    const assetId = await market.publish('dataOwner', { metadataDigest: digestOf(bytes), commitment });
    const before = await assetAfter(assetId, 'pending');
    expect(before).toMatchObject({ documentStatus: 'unavailable' });
    expect(before.documentProblem).toContain('no source has');

    await service.storage.putDocument(bytes);
    const after = await assetAfter(assetId, 'unavailable');
    expect(after).toMatchObject({ documentStatus: 'verified' });
  });

  test.each([
    ['that is not JSON', new TextEncoder().encode('<script>alert(1)</script>'), 'it is not JSON'],
    ['of no kind', bytesOf({ atoll: {} }), 'atoll.kind must be'],
    [
      'with a NUL',
      bytesOf({ ...algorithmDocument(), description: 'a\u0000b' }),
      'it holds the character U+0000',
    ],
    ['that describes something else', bytesOf(algorithmDocument()), 'the document is of kind algorithm'],
    [
      'with another commitment',
      bytesOf(datasetDocument({ commitment: randomDigest() })),
      'the commitment in the document is not the one on chain',
    ],
  ])('a document %s is invalid and says why', async (_what, bytes, problem) => {
    await service.storage.putDocument(bytes);
    const assetId = await market.publish('dataOwner', { metadataDigest: digestOf(bytes) });
    const asset = await assetAfter(assetId, 'pending');
    expect(asset).toMatchObject({ documentStatus: 'invalid' });
    expect(asset.documentProblem).toContain(problem);
    expect(asset.document).toBeUndefined();
  });

  test('the assets of one status are listed as each of them shows it', async () => {
    const commitment = randomDigest();
    const bytes = bytesOf(datasetDocument({ commitment, name: 'Filtered' }));
    await service.storage.putDocument(bytes);
    const metadataDigest = digestOf(bytes);
    const published = {
      verified: await market.publish('treasury', { metadataDigest, commitment }),
      'invalid as a copy': await market.publish('treasury', { metadataDigest }),
      'invalid in kind': await market.publish('treasury', { metadataDigest, kind: 'algorithm' }),
      unavailable: await market.publish('treasury'),
    };
    for (const assetId of Object.values(published)) await assetAfter(assetId, 'pending');
    const of = async (status: string) => {
      const path = `/assets?owner=${market.wallets.treasury.address}&documentStatus=${status}`;
      const { items } = assetPage.parse((await service.get(path)).body);
      expect(items.filter((item) => item.documentStatus !== status)).toEqual([]);
      return items.map((item) => item.tokenId);
    };
    expect(await of('verified')).toEqual([published.verified.toString()]);
    expect(await of('invalid')).toEqual([
      published['invalid in kind'].toString(),
      published['invalid as a copy'].toString(),
    ]);
    expect(await of('unavailable')).toEqual([published.unavailable.toString()]);
    expect(await of('pending')).toEqual([]);
  });

  test('assets are listed by any of several states', async () => {
    const publish = () => market.publish('algorithmAuthor', { kind: 'algorithm' });
    const [active, paused, retired] = [await publish(), await publish(), await publish()];
    await market.setState('algorithmAuthor', paused, 1);
    await market.setState('algorithmAuthor', retired, 2);
    await service.reachHead();
    const owner = market.wallets.algorithmAuthor.address;
    const of = async (states: string) =>
      assetPage
        .parse((await service.get(`/assets?owner=${owner}${states}`)).body)
        .items.map((item) => BigInt(item.tokenId));
    expect(await of('&state=active&state=paused')).toEqual([paused, active]);
    expect(await of('&state=retired')).toEqual([retired]);
    expect(await of('')).toEqual([retired, paused, active]);
  });

  test('a commitment that only looks like a CID makes its document invalid and keeps no listing from others', async () => {
    const { atoll, ...document } = datasetDocument({ commitment: randomDigest() });
    const bytes = bytesOf({ ...document, atoll: { ...atoll, commitment: `bafybeiz${'a'.repeat(51)}` } });
    await service.storage.putDocument(bytes);
    const assetId = await market.publish('dataOwner', { metadataDigest: digestOf(bytes) });
    expect(await assetAfter(assetId, 'pending')).toMatchObject({ documentStatus: 'invalid' });
    expect((await service.get('/assets')).status).toBe(200);
  });

  test('markup in a document comes back as the text it is', async () => {
    const commitment = randomDigest();
    const name = `<img src=x onerror=alert(1)> '; drop table indexer.assets; --`;
    const bytes = bytesOf(datasetDocument({ commitment, name }));
    await service.storage.putDocument(bytes);
    const assetId = await market.publish('dataOwner', { metadataDigest: digestOf(bytes), commitment });
    expect((await assetAfter(assetId, 'pending')).document?.name).toBe(name);
  });
});

test('a run is visible as job, payments, balance, earnings and provider', async () => {
  const digest = randomDigest();
  const dataset = { metadataDigest: randomDigest(), price: 5000n, payee: market.wallets.dataOwner.address };
  const algorithm = { metadataDigest: digest, price: 700n, payee: market.wallets.algorithmAuthor.address };
  const datasetId = await market.publish('dataOwner', dataset);
  const algorithmId = await market.publish('algorithmAuthor', { ...algorithm, kind: 'algorithm' });
  const version = { ...algorithm, assetId: algorithmId };
  await market.approve('dataOwner', datasetId, version, (await market.now()) + 86_400, 5);
  const order = await market.draft({ ...dataset, assetId: datasetId }, version);
  const jobId = await market.order(order);
  await market.anvil.rpc('evm_increaseTime', [60]);
  await market.settle(order, 'released', 30);
  await service.reachHead();

  const job = ChainJobView.parse((await service.get(`/jobs/${jobId}`)).body);
  expect(job).toMatchObject({ state: 'ended', outcome: 'released', computeSeconds: 30 });
  expect(job.payments.map(({ role }) => role)).toEqual(['data', 'algorithm', 'compute', 'fee', 'refund']);
  const paid = job.payments.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
  expect(paid.toString()).toBe(job.maximum);

  const listed = await service.get(
    `/jobs?buyer=${order.buyer}&provider=${order.provider}&state=ended&dataset=${datasetId}&include=order,payments`,
  );
  expect(pageOf(ChainJobView).parse(listed.body).items).toEqual([job]);

  const owner = market.wallets.dataOwner.address;
  const balances = pageOf(BalanceView);
  const before = balances.parse((await service.get(`/balances?account=${owner}`)).body).items[0];
  expect(before?.balance).toBe((await market.balanceOf(owner)).toString());
  await market.withdraw('dataOwner');
  await service.reachHead();
  const after = balances.parse((await service.get(`/balances?account=${owner}`)).body).items[0];
  expect(after).toMatchObject({ balance: '0', withdrawn: before?.credited });

  const earnings = pageOf(EarningView).parse((await service.get(`/earnings?account=${owner}`)).body);
  expect(earnings.items).toMatchObject([{ role: 'data', assetId: datasetId.toString(), amount: '5000' }]);

  const provider = ProviderView.parse((await service.get(`/providers/${order.provider}`)).body);
  expect(provider.environments).toMatchObject([{ id: market.environment, slots: 4, active: true }]);
  expect(provider.collateral).toMatchObject([{ bonded: (10n ** 14n).toString(), unbonding: '0' }]);
});

test('as of the block before it ended, a job is open, nobody was paid and the sums are without it', async () => {
  const digest = randomDigest();
  const payee = market.wallets.dataOwner.address;
  const dataset = { metadataDigest: randomDigest(), price: 5000n, payee };
  const algorithm = { metadataDigest: digest, price: 700n, payee: market.wallets.algorithmAuthor.address };
  const datasetId = await market.publish('dataOwner', dataset);
  const algorithmId = await market.publish('algorithmAuthor', { ...algorithm, kind: 'algorithm' });
  const version = { ...algorithm, assetId: algorithmId };
  await market.approve('dataOwner', datasetId, version, (await market.now()) + 86_400, 5);
  const order = await market.draft({ ...dataset, assetId: datasetId }, version);
  const jobId = await market.order(order);
  const before = Number((await market.chain.publicClient.getBlock()).number);
  await market.anvil.rpc('evm_increaseTime', [60]);
  await market.settle(order, 'released', 30);
  await service.reachHead();

  const read = async (path: string) => (await service.get(path)).body;
  expect(await read(`/jobs/${jobId}`)).toMatchObject({ state: 'ended', endedBlock: before + 1 });
  const was = await read(`/jobs/${jobId}?asOf=${before}`);
  expect(was).toMatchObject({ state: 'open', paid: '0', payments: [], order: { salt: order.salt } });
  expect(was).not.toHaveProperty('outcome');
  expect(await read(`/payments?jobId=${jobId}&asOf=${before}`)).toEqual({ items: [] });
  const credit = async (more: string) =>
    pageOf(BalanceView)
      .parse(await read(`/balances?account=${payee}${more}`))
      .items.reduce((sum, { balance }) => sum + BigInt(balance), 0n);
  expect((await credit('')) - (await credit(`&asOf=${before}`))).toBe(5000n);
  const earned = `/earnings?account=${payee}&assetId=${datasetId}`;
  expect(await read(`${earned}&asOf=${before}`)).toEqual({ items: [] });
  expect(await read(earned)).toMatchObject({ items: [{ amount: '5000', payments: 1 }] });
  const told = await read(`/job-states?jobId=${jobId}&sort=block`);
  expect(told).toMatchObject({ items: [{ state: 'open' }, { state: 'ended', outcome: 'released' }] });
  // The log of the order, and of all that followed, by the order's id as the first indexed argument.
  const logs = await read(`/logs?topic1=${jobId}&sort=block`);
  expect(logs).toMatchObject({
    items: [{ event: 'jobs.JobOrdered', arguments: { jobId, maximum: expect.any(String) as string } }, {}],
  });
});

test('an approval holds until it is revoked, expires or the dataset changes hands', async () => {
  const dataset = await market.publish('dataOwner');
  const inAnHour = (await market.now()) + 3600;
  const [kept, revoked, short] = [randomDigest(), randomDigest(), randomDigest()];
  const versionOf = (metadataDigest: Bytes32) => ({ assetId: 7n, metadataDigest });
  await market.approve('dataOwner', dataset, versionOf(kept), inAnHour, 7);
  await market.approve('dataOwner', dataset, versionOf(revoked), inAnHour);
  await market.approve('dataOwner', dataset, versionOf(short), (await market.now()) + 60);
  await market.revoke('dataOwner', dataset, versionOf(revoked));
  const active = async () => {
    await service.reachHead();
    const { body } = await service.get(`/approvals?dataset=${dataset}`);
    return pageOf(ApprovalView)
      .parse(body)
      .items.flatMap((item) => (item.active ? [item.algorithmDigest] : []));
  };
  expect(await active()).toEqual([short, kept]);
  await market.anvil.rpc('evm_increaseTime', [120]);
  await market.anvil.mine(1);
  expect(await active()).toEqual([kept]);
  // The same document under another account is another algorithm.
  await market.approve('dataOwner', dataset, { assetId: 8n, metadataDigest: revoked }, inAnHour);
  expect(await active()).toEqual([revoked, kept]);
  await market.revoke('dataOwner', dataset, { assetId: 8n, metadataDigest: revoked });
  const one = await service.get(`/approvals?algorithmDigest=${kept}`);
  expect(one.body).toMatchObject({ items: [{ runsGranted: 7, ownerEpoch: 0, expiresAt: inAnHour }] });
  await market.transfer('dataOwner', dataset, 'treasury');
  expect(await active()).toEqual([]);
});

test('pages of a listing stay whole while new assets come in on top', async () => {
  const owner = market.wallets.stranger.address;
  const published: string[] = [];
  for (let index = 0; index < 5; index += 1) {
    published.unshift((await market.publish('stranger')).toString());
  }
  await service.reachHead();
  const first = assetPage.parse((await service.get(`/assets?owner=${owner}&limit=2`)).body);
  await market.publish('stranger');
  await service.reachHead();
  const second = assetPage.parse(
    (await service.get(`/assets?owner=${owner}&limit=2&cursor=${first.next}`)).body,
  );
  const third = assetPage.parse(
    (await service.get(`/assets?owner=${owner}&limit=2&cursor=${second.next}`)).body,
  );
  const seen = [...first.items, ...second.items, ...third.items].map((item) => item.tokenId);
  expect(seen).toEqual(published);
  expect(third.next).toBeUndefined();
});

test('an asset is found by its CAIP-19 id, and only by that of this registry', async () => {
  const assetId = await market.publish('dataOwner');
  await service.reachHead();
  const { assetRegistry, jobs } = market.book.contracts;
  const own = formatAssetId(market.book.chainId, assetRegistry, assetId);
  const { body } = await service.get(`/assets/${encodeURIComponent(own)}`);
  expect(AssetView.parse(body).id).toBe(own);
  const versions = await service.get(`/assets/${encodeURIComponent(own)}?fields=versions`);
  expect(versions.body).toMatchObject({ versions: [{ version: 1 }] });
  const other = formatAssetId(market.book.chainId, jobs, assetId);
  const refused = await service.get(`/assets/${encodeURIComponent(other)}`);
  expect(refused.status).toBe(404);
  expect(Problem.parse(refused.body).code).toBe('asset_unknown');
});

test.each([
  ['/assets?kind=banana', 'malformed_request'],
  ['/assets?documentStatus=good', 'malformed_request'],
  ['/assets?state=active&state=gone', 'malformed_request'],
  ['/assets?limit=0', 'malformed_request'],
  ['/assets?limit=101', 'malformed_request'],
  ['/assets?cursor=%27%20or%201%3D1', 'malformed_request'],
  ['/assets?owner=0x12', 'malformed_request'],
  ['/assets?q=%00', 'malformed_request'],
  [`/assets?q=${'a'.repeat(201)}`, 'malformed_request'],
  ['/assets/abc', 'malformed_request'],
  [`/assets/${'9'.repeat(78)}`, 'malformed_request'],
  [`/assets/${2n ** 256n - 1n}`, 'asset_unknown'],
  ['/assets/12345', 'asset_unknown'],
  ['/assets/12345?fields=versions', 'asset_unknown'],
  ['/approvals?dataset=-1', 'malformed_request'],
  [`/approvals?dataset=${'9'.repeat(78)}`, 'malformed_request'],
  ['/jobs?state=paid', 'malformed_request'],
  ['/jobs/0x12', 'malformed_request'],
  [`/jobs/0x${'00'.repeat(32)}`, 'order_unknown'],
  [`/providers/0x${'00'.repeat(20)}`, 'not_found'],
  ['/balances?account=me', 'malformed_request'],
  ['/earnings?day=1', 'malformed_request'],
  ['/nothing', 'not_found'],
])('%s is answered with a problem', async (path, code) => {
  const { status, body } = await service.get(path);
  const problem = Problem.parse(body);
  expect([problem.code, problem.status]).toEqual([code, status]);
  expect(status).toBeLessThan(500);
});

test.each(["'; drop table x; --", '"unclosed', '& | !', 'a:* <-> b', '%', '\\', '🐠'])(
  'the search words %s are only words',
  async (words) => {
    const { status } = await service.get(`/assets?q=${encodeURIComponent(words)}`);
    expect(status).toBe(200);
  },
);

test('a writer that loses its connection goes on by itself', async () => {
  await service.reachHead();
  const sql = connectTo({
    url: databaseUrl,
    chainId: market.book.chainId,
    application: 'test',
    connections: 1,
  });
  try {
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'indexer writer' and datname = current_database()`;
  } finally {
    await sql.end();
  }
  await market.publish('dataOwner');
  await service.reachHead();
  await waitFor('readiness', async () => (await service.get('/ready')).status === 200);
});

test('status tells head, lag and documents, and readiness follows the backfill', async () => {
  await service.reachHead();
  const status = IndexerStatus.parse((await service.get('/status')).body);
  expect(status.chains).toMatchObject([
    { chainId: 31337, lag: { blocks: 0 }, phase: 'live', role: 'writer' },
  ]);
  expect((await service.get('/ready')).status).toBe(200);
  expect((await service.get('/openapi.json')).status).toBe(200);
  const metrics = await fetch(`${service.url}/metrics`, { headers: { origin: 'https://other.example' } });
  expect(metrics.headers.get('access-control-allow-origin')).toBe(null);
});

test('listeners are told what happens, and from an earlier event on when they ask', async () => {
  const abort = new AbortController();
  const open = async (headers: Record<string, string>) => {
    const response = await fetch(`${service.url}/events`, { headers, signal: abort.signal });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    // any page may listen
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    if (response.body === null) throw new Error('no body');
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    return async (until: (text: string) => boolean) => {
      while (!until(text)) text += (await reader.read()).value ?? '';
      return text;
    };
  };
  const live = await open({});
  const publishing = market.publish('dataOwner');
  const heard = await live((text) => text.includes('AssetPublished'));
  const assetId = await publishing;
  expect(heard).toContain(assetId.toString());
  const id = Number(/id: (\d+)/.exec(heard)?.[1]);
  const again = await open({ 'last-event-id': String(id - 1) });
  expect(await again((text) => text.includes('AssetPublished'))).toContain(`id: ${id}`);
  abort.abort();
});
