import { randomBytes } from 'node:crypto';
import { Cid } from '@atoll/schemas/ids';
import { PinView } from '@atoll/schemas/marketplace-api';
import { pageOf } from '@atoll/schemas/indexer-api';
import { createLogger } from '@atoll/server-kit/logger';
import { waitFor } from '@atoll/tests/support/wait';
import { expect, onTestFinished, test } from 'vitest';
import { startPinningService } from '../../../test/pinning-service-stub.ts';
import { markets, type Wallet, wallet } from '../../../test/market.ts';
import { backOff, hostPin } from './host-pin.ts';
import { duePins, followPins } from './hosted-pins.ts';
import { originMultiaddr } from './origins.ts';
import { openPinningService } from './pinning-service.ts';
import { runHosting } from './run-hosting.ts';
import { createWakeUp } from './wake-up.ts';

const openMarket = await markets();
const origins = ['/dns/market.example/tcp/443/https'];
const pace = { retryMs: 10_000, mostRetryMs: 3_600_000, pollMs: 15_000, recheckMs: 86_400_000 };

/** A marketplace whose clock the test moves, and a pinning service; `step` does what is due. */
async function stage(token = 'secret') {
  const service = await startPinningService({ token: 'secret' });
  onTestFinished(() => service.close());
  let time = Date.parse('2026-06-01T00:00:00Z');
  const clock = { now: () => new Date(time), monotonic: () => time };
  // Signed requests go by the real time, the loop's waits by the test's.
  const market = await openMarket({ hosted: true });
  const loop = { ...market.ctx, clock };
  // Tests of this file share a database: what others left is none of this one's.
  await market.ctx.database.sql`delete from marketplace.hosted_pins`;
  await market.ctx.database.sql`delete from marketplace.pins`;
  const client = openPinningService({ url: service.url, token, origins });
  const by: Wallet = wallet();
  return {
    market,
    service,
    by,
    async pin(body = randomBytes(20)) {
      return PinView.parse(await (await market.sendBlock(by, body)).json());
    },
    async view(cid: string) {
      return PinView.parse(await (await market.app.request(`/pins/${cid}`)).json()).hosted;
    },
    async step(afterMs = 0) {
      time += afterMs;
      await followPins(loop);
      for (const row of await duePins(loop, 100)) {
        await hostPin({ ...loop, service: client, pace }, row);
      }
    },
    client,
    loop,
  };
}

test('a pin is passed on with its CID, a name and where it is found, and followed until it is pinned', async () => {
  const { service, pin, view, step, market } = await stage();
  const { cid, hosted } = await pin();
  expect(hosted).toMatchObject({ state: 'queued' });
  await step();
  expect(service.pins().map((each) => each.pin)).toEqual([{ cid, name: `atoll:${cid}`, origins }]);
  expect(await view(cid)).toEqual({ state: 'queued', since: '2026-06-01T00:00:00.000Z' });
  service.finish('pinning');
  await step(15_000);
  expect(await view(cid)).toEqual({ state: 'pinning', since: '2026-06-01T00:00:15.000Z' });
  service.finish('pinned');
  await step(15_000);
  await step(15_000);
  expect(await view(cid)).toEqual({ state: 'pinned', since: '2026-06-01T00:00:30.000Z' });
  const page = pageOf(PinView).parse(await (await market.app.request('/pins')).json());
  expect(page.items.map((item) => item.hosted?.state)).toEqual(['pinned']);
  expect(service.calls.filter((call) => call.startsWith('POST'))).toHaveLength(1);
});

test('what fails at the service is told with its reason and asked for anew, later each time', async () => {
  const { service, pin, view, step } = await stage();
  const { cid } = await pin();
  await step();
  service.finish('failed', 'no provider found\u0000');
  service.first = 'failed';
  await step(15_000);
  expect(await view(cid)).toMatchObject({ state: 'failed', reason: 'no provider found' });
  const posts = () => service.calls.filter((call) => call.startsWith('POST')).length;
  expect(posts()).toBe(1);
  await step(9_999);
  expect(posts()).toBe(1);
  await step(1);
  expect(posts()).toBe(2);
  expect(service.pins()).toHaveLength(1);
  await step(19_999);
  expect(posts()).toBe(2);
  service.first = 'pinned';
  await step(1);
  expect(await view(cid)).toMatchObject({ state: 'pinned' });
});

test('a service that is away is asked again, one that says no is told as failed', async () => {
  const { service, pin, view, step } = await stage();
  const { cid } = await pin();
  service.broken = 503;
  await step();
  expect(await view(cid)).toMatchObject({ state: 'queued', reason: expect.stringContaining('503') });
  service.broken = 400;
  await step(10_000);
  expect(await view(cid)).toMatchObject({ state: 'failed', reason: expect.stringContaining('out of order') });
  service.broken = undefined;
  await step(20_000);
  service.finish('pinned');
  await step(15_000);
  expect(await view(cid)).toEqual({ state: 'pinned', since: expect.any(String) });
});

test('a wrong token is told to whoever looks, without the token', async () => {
  const { pin, view, step } = await stage('wrong-secret');
  const { cid } = await pin();
  await step();
  const hosted = await view(cid);
  expect(hosted).toMatchObject({ state: 'failed', reason: expect.stringContaining('401') });
  expect(JSON.stringify(hosted)).not.toContain('wrong-secret');
});

test('a request whose answer was lost is found again and not made twice', async () => {
  const { service, pin, view, step } = await stage();
  const { cid } = await pin();
  service.losesAnswers = true;
  await step();
  expect(service.pins()).toHaveLength(1);
  service.losesAnswers = false;
  service.finish('pinned');
  await step(10_000);
  expect(service.pins()).toHaveLength(1);
  expect(await view(cid)).toMatchObject({ state: 'pinned' });
});

test('what the service has forgotten is asked for anew', async () => {
  const { service, pin, view, step } = await stage();
  const { cid } = await pin();
  service.first = 'pinned';
  await step();
  service.forget();
  await step(86_400_000);
  expect(service.pins().map((each) => each.pin.cid)).toEqual([cid]);
  expect(await view(cid)).toMatchObject({ state: 'pinned' });
});

test('content is let go of there once nobody keeps it here, and not before', async () => {
  const { market, service, pin, step, by } = await stage();
  const body = randomBytes(30);
  const { cid } = await pin(body);
  const other = wallet();
  await market.sendBlock(other, body);
  await step();
  expect((await market.remove(by, cid)).status).toBe(204);
  await step(15_000);
  expect(service.pins()).toHaveLength(1);
  expect((await market.remove(other, cid)).status).toBe(204);
  service.broken = 503;
  await step();
  expect(service.pins()).toHaveLength(1);
  service.broken = undefined;
  await step(10_000);
  expect(service.pins()).toHaveLength(0);
  const left = await market.ctx.database.sql`select cid from marketplace.hosted_pins`;
  expect(left).toHaveLength(0);
});

test('content that is pinned again while it is let go of is kept', async () => {
  const { market, service, pin, view, step, by, loop } = await stage();
  const body = randomBytes(30);
  const { cid } = await pin(body);
  await step();
  await market.remove(by, cid);
  await followPins(loop);
  await pin(body);
  service.first = 'pinned';
  service.finish('pinned');
  await step(15_000);
  expect(await view(cid)).toMatchObject({ state: 'pinned' });
  expect(service.pins()).toHaveLength(1);
});

test('the loop takes up what an earlier process left, is woken by a pin and ends when it is told to', async () => {
  const { market, service, by, pin } = await stage();
  service.first = 'pinned';
  const earlier = await pin();
  const wakeUp = market.ctx.hosted ?? createWakeUp();
  const hosting = runHosting(market.ctx, {
    service: openPinningService({ url: service.url, token: 'secret', origins }),
    wakeUp,
    logger: createLogger({ name: 'marketplace', level: 'silent' }),
    pace,
    idleMs: 3_600_000,
  });
  const has = (cid: string) => service.pins().some((each) => each.pin.cid === cid);
  await waitFor('the earlier pin', () => Promise.resolve(has(earlier.cid)));
  const { cid } = PinView.parse(await (await market.sendBlock(by, randomBytes(10))).json());
  await waitFor('the new pin', () => Promise.resolve(has(cid)));
  await hosting.close();
});

test('without a service nothing is said of one', async () => {
  const market = await openMarket();
  const view = PinView.parse(await (await market.sendBlock(wallet(), randomBytes(12))).json());
  expect(view.hosted).toBeUndefined();
});

test('a service that takes another CID than it was asked for is not believed', async () => {
  const { client, service } = await stage();
  const cid = Cid.parse('bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy');
  service.lies = true;
  await expect(client.add({ cid, name: 'one' })).rejects.toThrow('took another CID');
  expect(await client.find({ cid, name: 'one' })).toEqual([]);
});

test.each([
  ['https://market.example', '/dns/market.example/tcp/443/https'],
  ['http://127.0.0.1:4103', '/ip4/127.0.0.1/tcp/4103/http'],
  ['https://[2001:db8::1]:8443', '/ip6/2001:db8::1/tcp/8443/https'],
])('%s is reached at %s', (origin, multiaddr) => {
  expect(originMultiaddr(origin)).toBe(multiaddr);
});

test('the wait doubles with each failure up to an hour', () => {
  expect([1, 2, 3, 9, 10, 400].map((failures) => backOff(failures, pace))).toEqual([
    10_000, 20_000, 40_000, 2_560_000, 3_600_000, 3_600_000,
  ]);
});
