import { parseAllowedHost } from '@atoll/server-kit/safe-fetch/allowed-hosts';
import { followChanges } from '@atoll/sdk/indexer/follow-changes';
import { readStatus } from '@atoll/sdk/indexer/read-status';
import { openWebhooks } from '@atoll/sdk/indexer/webhooks';
import { verifyWebhook } from '@atoll/sdk/verify-webhook';
import { testDatabase } from '@atoll/tests/support/test-database';
import { waitFor } from '@atoll/tests/support/wait';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKey } from '../access/manage-keys.ts';
import { connectTo } from '../store/connection.ts';
import { type Market, startMarket } from '../testing/market.ts';
import { startReceiver } from '../testing/receiver.ts';
import { startTestService, type TestService } from '../testing/service.ts';

let market: Market;
let service: TestService;
let url: string;
let apiKey: string;
beforeAll(async () => {
  market = await startMarket();
  const database = await testDatabase();
  const loopback = parseAllowedHost('127.0.0.1');
  service = await startTestService(
    { market, url: database.url },
    { webhookHosts: loopback === undefined ? [] : [loopback] },
  );
  ({ url } = service);
  const sql = connectTo({ url: database.url, chainId: 31337, application: 'test', connections: 1 });
  const quota = { requestsPerMinute: 1000, streams: 10, exportRows: 1000 };
  apiKey = (await createKey(sql, { name: 'reef', quota })).key;
  await sql.end();
  await service.reachHead();
  await waitFor('being ready', async () => (await service.get('/ready')).status === 200);
});
afterAll(async () => {
  await service.stop();
  await market.stop();
});

/** The assets that are told of as published, and every position, until there are so many. */
async function published(
  count: number,
  input: { after?: number; fetch?: typeof fetch; onBegin?: () => unknown; onAsset?: () => unknown },
): Promise<{ assets: string[]; positions: number[] }> {
  const { after, onBegin, onAsset, ...ctx } = input;
  const assets: string[] = [];
  const positions: number[] = [];
  const asked = {
    kinds: ['asset' as const, 'governance' as const],
    againMs: 5,
    ...(after === undefined ? {} : { after }),
  };
  for await (const { position, change } of followChanges({ url, ...ctx }, asked)) {
    if (change === undefined && positions.length === 0) onBegin?.();
    if (change?.kind !== 'asset') continue;
    positions.push(position);
    if (change.event !== 'assetRegistry.AssetPublished') continue;
    assets.push(change.assetId);
    onAsset?.();
    if (assets.length === count) break;
  }
  return { assets, positions };
}

test('changes are told once each though the line breaks, and again from a position that was kept', async () => {
  const cut = new AbortController();
  const resumed: (string | null)[] = [];
  const breaking: typeof fetch = (input, init) => {
    resumed.push(new Headers(init?.headers).get('last-event-id'));
    if (resumed.length > 1) return fetch(input, init);
    const signals = [
      cut.signal,
      ...(init?.signal === null || init?.signal === undefined ? [] : [init.signal]),
    ];
    return fetch(input, { ...init, signal: AbortSignal.any(signals) });
  };
  const publishing: Promise<bigint>[] = [];
  const publish = () => publishing.push(market.publish('dataOwner'));
  const told = await published(3, {
    fetch: breaking,
    onBegin: publish,
    onAsset: () => {
      cut.abort();
      publish();
    },
  });
  const ids = (await Promise.all(publishing)).map(String);
  expect(told.assets).toEqual(ids.slice(0, 3));
  expect(told.positions).toEqual([...new Set(told.positions)].toSorted((one, other) => one - other));
  expect([resumed.length, resumed[0]]).toEqual([2, null]);
  expect(told.positions.map(String)).toContain(resumed[1]);

  const [, next = 0] = told.positions;
  const again = await published(2, { after: next });
  expect(again.assets).toEqual(ids.slice(1, 3));
  expect(again.positions).toEqual(told.positions.slice(2));
});

test('a position that is not kept, a filter that is none and an indexer that is not there are refused', async () => {
  const next = (at: string, input: object) => followChanges({ url: at }, input).next();
  await expect(next(url, { after: 1 })).rejects.toMatchObject({ code: 'changes_forgotten' });
  await expect(next(url, { kinds: ['fish'] })).rejects.toMatchObject({ code: 'malformed_request' });
  await expect(next('http://127.0.0.1:9', {})).rejects.toMatchObject({ code: 'upstream_unavailable' });
  await expect(next(url, { signal: AbortSignal.abort(new RangeError('enough')) })).rejects.toThrow('enough');
});

test('the status tells where each chain stands', async () => {
  const { chains } = await readStatus({ url });
  expect(chains).toMatchObject([{ chain: 'eip155:31337', phase: 'live', role: 'writer' }]);
});

test('webhooks are made, changed, looked through and deleted by the key that they belong to', async () => {
  const receiver = await startReceiver((response) => response.writeHead(204).end());
  try {
    const webhooks = openWebhooks({ url, apiKey, chain: 'eip155:31337' });
    const { id, secret } = await webhooks.create({ url: receiver.url, filter: { kinds: ['asset'] } });
    expect(await webhooks.list()).toMatchObject([{ id, state: 'active' }]);
    await market.publish('dataOwner');
    const sent = await waitFor('a delivery', () => Promise.resolve(receiver.seen[0]));
    const signature = String(sent.headers['atoll-signature']);
    const { delivery, change } = await verifyWebhook({ secret, body: sent.body, signature });
    expect(change.kind).toBe('asset');
    const delivered = await waitFor('its being told', async () =>
      (await webhooks.deliveries(id, { state: 'delivered' })).find((each) => each.id === delivery),
    );
    expect(delivered).toMatchObject({ change: change.id, attempts: 1, status: 204 });
    expect(await webhooks.redeliver(id, delivery)).toMatchObject({ id: delivery });
    expect(await webhooks.renewSecret(id)).toMatch(/^whsec_/);
    expect(await webhooks.renewSecret(id, { overlapHours: 0 })).toMatch(/^whsec_/);
    await expect(webhooks.renewSecret(id, { overlapHours: 25 })).rejects.toMatchObject({
      code: 'malformed_request',
    });
    expect(await webhooks.update(id, { state: 'paused' })).toMatchObject({ id, state: 'paused' });
    expect(await webhooks.get(id)).toMatchObject({ state: 'paused', filter: { kinds: ['asset'] } });
    await webhooks.remove(id);
    await expect(webhooks.get(id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(openWebhooks({ url }).list()).rejects.toMatchObject({ code: 'invalid_key' });
  } finally {
    await receiver.stop();
  }
});
