import { randomBytes } from 'node:crypto';
import { PinView } from '@atoll/schemas/marketplace-api';
import { expect, test } from 'vitest';
import { foreignStore, collect, markets, noise, problemIn, sign, wallet } from '../../test/market.ts';

const openMarket = await markets();
const rawType = 'application/vnd.ipld.raw';
const MiB = 1024 * 1024;

test('an upload without a signature is refused before its body is looked at', async () => {
  const { app } = await openMarket();
  const response = await app.request('/pins', {
    method: 'POST',
    body: new Uint8Array(10),
    headers: { 'content-type': rawType },
  });
  expect(await problemIn(response)).toMatchObject({ code: 'invalid_signature', status: 401 });
});

test('an expired signature is refused', async () => {
  const market = await openMarket();
  const response = await market.sendBlock(wallet(), randomBytes(10), {
    expires: BigInt(Math.floor(Date.now() / 1000) - 1),
  });
  expect(await problemIn(response)).toMatchObject({ code: 'signature_expired' });
});

test('a signed upload sent twice is refused the second time', async () => {
  const market = await openMarket();
  const body = randomBytes(10);
  const header = await sign(wallet(), '/pins', body);
  const upload = { method: 'POST', type: rawType, body, header };
  expect((await market.send('/pins', upload)).status).toBe(200);
  expect(await problemIn(await market.send('/pins', upload))).toMatchObject({
    code: 'invalid_signature',
    detail: 'the nonce was used before',
  });
});

test('a signature over one body uploads no other, and one over a deletion uploads nothing', async () => {
  const market = await openMarket();
  const owner = wallet();
  const header = await sign(owner, '/pins', randomBytes(10));
  const other = await market.send('/pins', { method: 'POST', type: rawType, body: randomBytes(10), header });
  expect(await problemIn(other)).toMatchObject({ code: 'invalid_signature' });
  const deletion = await sign(owner, '/pins', randomBytes(10), { method: 'DELETE' });
  const misused = await market.send('/pins', {
    method: 'POST',
    type: rawType,
    body: randomBytes(10),
    header: deletion,
  });
  expect(misused.status).toBe(401);
});

test('an uncovered signature uploads no block: only a CAR, whose roots it covers', async () => {
  const market = await openMarket();
  expect((await market.sendBlock(wallet(), randomBytes(10), { uncovered: true })).status).toBe(401);
});

test('a signature over one root uploads no other', async () => {
  const market = await openMarket();
  const store = await foreignStore();
  const { cid } = await store.putFile(noise(100));
  const car = await collect(store.exportCar(cid));
  const header = await sign(
    wallet(),
    '/pins?root=bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy',
    car,
    {
      uncovered: true,
    },
  );
  const response = await market.send(`/pins?root=${cid.toString()}`, {
    method: 'POST',
    type: 'application/vnd.ipld.car',
    body: car,
    header,
  });
  expect(await problemIn(response)).toMatchObject({ code: 'invalid_signature' });
});

test('a block above 1 MiB is refused, an empty one as well', async () => {
  const market = await openMarket();
  expect((await market.sendBlock(wallet(), new Uint8Array(MiB))).status).toBe(200);
  expect(await problemIn(await market.sendBlock(wallet(), new Uint8Array(MiB + 1)))).toMatchObject({
    code: 'payload_too_large',
  });
  expect(await problemIn(await market.sendBlock(wallet(), new Uint8Array()))).toMatchObject({
    code: 'malformed_request',
  });
});

test('a signature for another address of the service holds there, one for a stranger’s nowhere', async () => {
  const { app } = await openMarket();
  const body = randomBytes(10);
  const sendTo = async (host: string, signedFor: string) => {
    const header = await sign(wallet(), '/pins', body, { origin: signedFor });
    const headers = { 'content-type': rawType, 'atoll-signature': header, host };
    return (await app.request('/pins', { method: 'POST', body, headers })).status;
  };
  expect(await sendTo('marketplace:4103', 'http://marketplace:4103')).toBe(200);
  expect(await sendTo('market.example', 'https://market.example')).toBe(200);
  expect(await sendTo('127.0.0.1:4103', 'https://market.example')).toBe(200);
  expect(await sendTo('market.example', 'http://marketplace:4103')).toBe(401);
  expect(await sendTo('evil.example', 'https://evil.example')).toBe(401);
});

test('a large block is cut off before its signature is looked at', async () => {
  const market = await openMarket();
  const header = await sign(wallet(), '/elsewhere', new Uint8Array());
  const body = new Uint8Array(2 * MiB);
  const response = await market.send('/pins', { method: 'POST', type: rawType, body, header });
  expect(await problemIn(response)).toMatchObject({ code: 'payload_too_large' });
});

test('another content type is refused and the two that are taken are named', async () => {
  const market = await openMarket();
  const body = randomBytes(10);
  const header = await sign(wallet(), '/pins', body);
  for (const type of ['application/json', undefined]) {
    const response = await market.send('/pins', {
      method: 'POST',
      body,
      header,
      ...(type === undefined ? {} : { type }),
    });
    const problem = await problemIn(response);
    expect(problem).toMatchObject({ code: 'unsupported_media_type', status: 415 });
    expect(problem.hint).toContain('application/vnd.ipld.car');
  }
});

test('what cannot be read as a CID, an account or a cursor is named', async () => {
  const { app } = await openMarket();
  for (const path of ['/pins/nonsense', '/pins?account=0x1', '/pins?cursor=zz', '/pins?limit=0']) {
    expect(await problemIn(await app.request(path)), path).toMatchObject({ code: 'malformed_request' });
  }
});

test('one sender writes as often as allowed within a minute and is told when to come back', async () => {
  let monotonic = 0;
  const clock = { now: () => new Date(), monotonic: () => monotonic };
  const market = await openMarket({ writesPerMinute: 2, clock });
  const owner = wallet();
  expect((await market.sendBlock(owner, randomBytes(10))).status).toBe(200);
  monotonic = 30_000;
  expect((await market.sendBlock(owner, randomBytes(10))).status).toBe(200);
  monotonic = 59_000;
  const refused = await market.sendBlock(owner, randomBytes(10));
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(await problemIn(refused)).toMatchObject({ code: 'too_many_requests', retryable: true });
  monotonic = 60_000;
  expect((await market.sendBlock(owner, randomBytes(10))).status).toBe(200);
  expect((await market.sendBlock(owner, randomBytes(10))).status).toBe(429);
  expect((await market.app.request('/pins')).status).toBe(200);
});

test('the gateway serves blocks and CARs of what is here and nothing else', async () => {
  const market = await openMarket();
  const block = randomBytes(500);
  const { cid } = PinView.parse(await (await market.sendBlock(wallet(), block)).json());
  const raw = await market.app.request(`/ipfs/${cid}?format=raw`);
  expect(Buffer.compare(Buffer.from(await raw.arrayBuffer()), block)).toBe(0);
  expect(raw.headers.get('content-type')).toBe(rawType);
  const head = await market.app.request(`/ipfs/${cid}?format=raw`, { method: 'HEAD' });
  expect(head.status).toBe(200);
  expect(head.headers.get('content-length')).toBe('500');
  const car = await market.app.request(`/ipfs/${cid}`, { headers: { accept: 'application/vnd.ipld.car' } });
  expect((await car.arrayBuffer()).byteLength).toBeGreaterThan(500);
  const missing = 'bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy';
  expect((await market.app.request(`/ipfs/${missing}?format=raw`)).status).toBe(404);
});
