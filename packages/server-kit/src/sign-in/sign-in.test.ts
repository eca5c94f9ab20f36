import { Problem } from '@atoll/schemas/problem';
import { sessionSeconds, SessionView, SignedIn, signInPaths } from '@atoll/schemas/sign-in';
import { testDatabase } from '@atoll/tests/support/test-database';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../database.ts';
import { cookieOf, desk, openSignIn, origin, type Say } from '../../test/sign-in.ts';
import { findSession } from './find-session.ts';

const { url } = await testDatabase({ service: 'marketplace' });

function setUp(setting: Parameters<typeof openSignIn>[1] = {}) {
  const database = openDatabase({ url, schema: {}, application: 'sign-in.test', connections: 3 });
  onTestFinished(() => database.close());
  return { ...openSignIn(database, setting), sql: database.sql };
}
type Service = ReturnType<typeof setUp>;

async function codeOf(response: Response) {
  return [response.status, Problem.parse(await response.json()).code];
}
async function whoIs(service: Service, headers: Record<string, string>) {
  return SessionView.parse(await (await service.request('/sign-in', { headers })).json()).address;
}

describe('signing in', () => {
  test('a wallet signs in once and is known by its cookie until it signs out', async () => {
    const service = setUp();
    const response = await service.signIn();
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      address: service.address,
      expires: service.clock.now().getTime() / 1000 + sessionSeconds,
    });
    expect(response.headers.get('set-cookie')).toMatch(
      /^__Host-atoll=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    const cookie = cookieOf(response);
    expect(await whoIs(service, { cookie })).toBe(service.address);
    const out = { method: 'DELETE', headers: { cookie, origin } };
    const gone = await service.request('/sign-in', out);
    expect(gone.status).toBe(204);
    expect(gone.headers.get('set-cookie')).toMatch(/^__Host-atoll=; Max-Age=0/);
    expect(await whoIs(service, { cookie })).toBe(null);
    expect(await codeOf(await service.request('/sign-in', out))).toEqual([401, 'sign_in_required']);
  });

  test('signing out everywhere ends every session of the account and no other’s', async () => {
    const [mine, other] = [setUp(), setUp()];
    const cookies = [cookieOf(await mine.signIn()), cookieOf(await mine.signIn())];
    const theirs = cookieOf(await other.signIn());
    const [cookie = ''] = cookies;
    await mine.request('/sign-in/all', { method: 'DELETE', headers: { cookie, origin } });
    for (const each of cookies) expect(await whoIs(mine, { cookie: each })).toBe(null);
    expect(await whoIs(other, { cookie: theirs })).toBe(other.address);
  });

  test('a session ends after 12 hours, or when its message says', async () => {
    const service = setUp();
    const full = cookieOf(await service.signIn());
    const expirationTime = new Date(service.clock.now().getTime() + 60_000);
    const short = cookieOf(await service.signIn({ say: { expirationTime } }));
    service.clock.advance(59);
    expect(await whoIs(service, { cookie: short })).toBe(service.address);
    service.clock.advance(1);
    expect(await whoIs(service, { cookie: short })).toBe(null);
    service.clock.advance(sessionSeconds - 61);
    expect(await whoIs(service, { cookie: full })).toBe(service.address);
    service.clock.advance(1);
    expect(await whoIs(service, { cookie: full })).toBe(null);
  });

  test('the 21st session of an account ends the first', async () => {
    const service = setUp();
    const cookies: string[] = [];
    for (let each = 0; each < 21; each += 1) {
      cookies.push(cookieOf(await service.signIn()));
      service.clock.advance(1);
    }
    expect(await whoIs(service, { cookie: cookies[0] ?? '' })).toBe(null);
    expect(await whoIs(service, { cookie: cookies[1] ?? '' })).toBe(service.address);
  });

  test('of a token the database holds the hash alone', async () => {
    const service = setUp();
    const cookie = cookieOf(await service.signIn());
    const rows = await service.sql`select * from marketplace.sessions where address = ${service.address}`;
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows, (_key, value) => String(value))).not.toContain(cookie.split('=')[1]);
  });
});

describe('what is refused', () => {
  const later = (seconds: number) => new Date(Date.UTC(2030, 0, 1) + seconds * 1000);
  test.each<[string, Say]>([
    ['another domain', { domain: 'evil.example' }],
    ['the domain with another port', { domain: 'market.example:8443' }],
    ['another scheme', { scheme: 'http' }],
    ['another service', { uri: 'https://other.example' }],
    ['another chain', { chainId: 1 }],
    ['another statement', { statement: 'Claim your reward.' }],
    ['no statement', { statement: undefined }],
    ['a nonce that was never given', { nonce: 'f'.repeat(74) }],
    ['an issuing time that is over 10 minutes old', { issuedAt: later(-601) }],
    ['an issuing time in the future', { issuedAt: later(61) }],
    ['an expiration that has passed', { expirationTime: later(0) }],
    ['a not-before that is to come', { notBefore: later(1) }],
  ])('a message with %s', async (_what, say) => {
    const service = setUp();
    expect(await codeOf(await service.signIn({ say }))).toEqual([401, 'invalid_signature']);
  });

  test.each([
    ['its own page', origin, 'cookie'],
    ['a listed page', desk, 'bearer'],
    ['a page that is not listed', 'https://evil.example', null],
  ])('a nonce tells %s what its sign-in would get', async (_page, from, session) => {
    const response = await setUp().request(signInPaths.nonce, { headers: { origin: from } });
    expect(await response.json()).toMatchObject({ session });
  });

  test('a nonce works once, and not when 10 minutes have passed', async () => {
    const service = setUp();
    const { nonce } = await service.nonce();
    const signed = async () => {
      const message = service.write(origin, nonce);
      return { message, signature: await service.account.signMessage({ message }) };
    };
    expect((await service.post(await signed())).status).toBe(200);
    const again = await service.post(await signed());
    expect(await again.json()).toMatchObject({
      code: 'invalid_signature',
      detail: expect.stringContaining('nonce'),
    });
    const late = await service.nonce();
    service.clock.advance(599);
    const message = service.write(origin, late.nonce);
    const body = { message, signature: await service.account.signMessage({ message }) };
    service.clock.advance(1);
    expect(await codeOf(await service.post(body))).toEqual([401, 'invalid_signature']);
  });

  test('two sign-ins with one nonce at the same time make one session', async () => {
    const service = setUp();
    const message = service.write(origin, (await service.nonce()).nonce);
    const body = { message, signature: await service.account.signMessage({ message }) };
    const statuses = (await Promise.all([1, 2, 3, 4].map(() => service.post(body)))).map(
      ({ status }) => status,
    );
    expect(statuses.sort()).toEqual([200, 401, 401, 401]);
  });

  test('a signature of another account, which burns no nonce', async () => {
    const [service, thief] = [setUp(), setUp()];
    const message = service.write(origin, (await service.nonce()).nonce);
    const stolen = await thief.account.signMessage({ message });
    expect(await codeOf(await service.post({ message, signature: stolen }))).toEqual([
      401,
      'invalid_signature',
    ]);
    const signature = await service.account.signMessage({ message });
    expect((await service.post({ message, signature })).status).toBe(200);
  });

  test.each<[string, (message: string) => string]>([
    ['a line behind its end', (message) => `${message}\nand my house`],
    ['two statements', (message) => message.replace('\n\nURI', '\n\nGive it all.\n\nURI')],
    ['an address in lower case', (message) => message.replace(/0x\w{40}/, (found) => found.toLowerCase())],
    ['another version', (message) => message.replace('Version: 1', 'Version: 2')],
    ['an impossible time', (message) => message.replace(/Issued At: \S+/, 'Issued At: 2030-02-31T25:00:00Z')],
    ['nothing of the form', () => 'let me in'],
  ])('a message with %s', async (_what, change) => {
    const service = setUp();
    const message = change(service.write(origin, (await service.nonce()).nonce));
    const signature = await service.account.signMessage({ message });
    expect(await codeOf(await service.post({ message, signature }))).toEqual([401, 'invalid_signature']);
  });

  test('times without a fraction or with an offset are taken all the same', async () => {
    const service = setUp();
    const plain = service.write(origin, (await service.nonce()).nonce);
    const message = plain.replace('2030-01-01T00:00:00.000Z', '2030-01-01T01:00:00+01:00');
    expect(message).not.toBe(plain);
    const signature = await service.account.signMessage({ message });
    expect((await service.post({ message, signature })).status).toBe(200);
  });

  test('a body that is not called JSON', async () => {
    const service = setUp();
    const headers = { origin, 'content-type': 'text/plain' };
    expect(await codeOf(await service.signIn({ headers }))).toEqual([415, 'unsupported_media_type']);
  });

  test.each([
    ['a page that is not listed', 'https://evil.example'],
    ['the service without its s', 'http://market.example'],
    ['a page that hides its origin', 'null'],
    ['no page', undefined],
  ])('%s, even with a right message', async (_what, page) => {
    const service = setUp();
    const headers: Record<string, string> = page === undefined ? {} : { origin: page };
    expect(await codeOf(await service.signIn({ headers }))).toEqual([403, 'not_allowed']);
  });
});

describe('limits', () => {
  test.each([
    ['60 nonces', 60, '/sign-in/nonce', 'GET'],
    ['20 sign-ins', 20, '/sign-in', 'POST'],
  ])('%s a minute for one network address', async (_what, most, path, method) => {
    const service = setUp();
    const body = method === 'POST' ? { body: '{}', headers: { 'content-type': 'application/json' } } : {};
    const send = async (from: string) => (await service.request(path, { method, ...body }, from)).status;
    for (let each = 0; each < most; each += 1) {
      expect(await send('203.0.113.7')).not.toBe(429);
      service.clock.advance(0.1);
    }
    expect(await send('203.0.113.7')).toBe(429);
    expect(await send('203.0.113.8')).not.toBe(429);
    // the first request leaves the window 60 seconds after it came
    service.clock.advance(60 - most * 0.1 - 0.001);
    expect(await send('203.0.113.7')).toBe(429);
    service.clock.advance(0.001);
    expect(await send('203.0.113.7')).not.toBe(429);
  });
});

describe('whose session counts', () => {
  test('every reason for having none is answered the same', async () => {
    const service = setUp();
    const expired = cookieOf(await service.signIn());
    service.clock.advance(sessionSeconds);
    const revoked = cookieOf(await service.signIn());
    await service.request('/sign-in', { method: 'DELETE', headers: { cookie: revoked, origin } });
    const answers = await Promise.all(
      [
        {},
        { cookie: expired },
        { cookie: revoked },
        { cookie: '__Host-atoll=x' },
        { authorization: 'Bearer x' },
      ].map(async (headers: Record<string, string>) =>
        (await service.request('/sign-in', { headers })).text(),
      ),
    );
    expect(new Set(answers)).toEqual(new Set(['{"address":null}']));
  });

  test('a listed page elsewhere gets a token and no cookie, which counts from that page alone', async () => {
    const service = setUp();
    const response = await service.signIn({ page: desk });
    expect(response.headers.get('set-cookie')).toBe(null);
    const { token = '' } = SignedIn.parse(await response.json());
    const authorization = `Bearer ${token}`;
    expect(await whoIs(service, { authorization, origin: desk })).toBe(service.address);
    expect(await whoIs(service, { authorization })).toBe(null);
    expect(await whoIs(service, { authorization, origin })).toBe(null);
    expect(await whoIs(service, { authorization, origin: 'https://evil.example' })).toBe(null);
    expect(await whoIs(service, { cookie: `__Host-atoll=${token}` })).toBe(null);
    const unlisted = { ...service.ctx, deskOrigins: [] };
    const shown = { bearer: token, cookie: undefined, origin: desk, site: 'cross-site', writes: false };
    expect(await findSession(service.ctx, shown)).toMatchObject({ address: service.address });
    expect(await findSession(unlisted, shown)).toBe(undefined);
  });

  test('the token of a cookie is no bearer token', async () => {
    const service = setUp();
    const token = cookieOf(await service.signIn()).split('=')[1] ?? '';
    expect(await whoIs(service, { authorization: `Bearer ${token}`, origin })).toBe(null);
    expect(await whoIs(service, { authorization: `Bearer ${token}`, origin: desk })).toBe(null);
  });

  test('a session of one chain or service is none of another', async () => {
    const service = setUp();
    const cookie = cookieOf(await service.signIn());
    const shown = { bearer: undefined, cookie: cookie.split('=')[1], origin, site: undefined, writes: false };
    expect(await findSession(service.ctx, shown)).toMatchObject({ address: service.address });
    expect(await findSession({ ...service.ctx, chainId: 1 }, shown)).toBe(undefined);
    const elsewhere = { ...service.ctx, origin: 'https://other.example' };
    expect(await findSession(elsewhere, { ...shown, origin: undefined })).toBe(undefined);
  });

  test.each<[string, Record<string, string>, boolean, boolean]>([
    ['the own page', { 'sec-fetch-site': 'same-origin' }, true, true],
    ['the own page, with its origin', { 'sec-fetch-site': 'same-origin', origin }, true, true],
    ['the own page of an old browser', { origin }, true, true],
    ['the address bar', { 'sec-fetch-site': 'none' }, true, false],
    ['an old browser that says nothing', {}, true, false],
    ['another site', { 'sec-fetch-site': 'cross-site' }, false, false],
    ['another site of an old browser', { origin: 'https://evil.example' }, false, false],
    ['a neighbour in the domain', { 'sec-fetch-site': 'same-site' }, false, false],
    [
      'a neighbour with its origin',
      { 'sec-fetch-site': 'same-site', origin: 'https://a.market.example' },
      false,
      false,
    ],
    ['a sandboxed frame', { origin: 'null' }, false, false],
  ])('a cookie from %s', async (_what, headers, reads, writes) => {
    const service = setUp();
    const cookie = cookieOf(await service.signIn());
    expect(await whoIs(service, { cookie, ...headers })).toBe(reads ? service.address : null);
    const out = await service.request('/sign-in', { method: 'DELETE', headers: { cookie, ...headers } });
    expect(out.status).toBe(writes ? 204 : 401);
    expect(await whoIs(service, { cookie })).toBe(writes ? null : service.address);
  });

  test('on plain http the cookie is named by its port, so that services of one machine do not share it', async () => {
    const local = 'http://127.0.0.1:4103';
    const service = setUp({ origin: local });
    const response = await service.signIn();
    expect(response.headers.get('set-cookie')).toMatch(
      /^atoll-4103=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect(await whoIs(service, { cookie: cookieOf(response) })).toBe(service.address);
    expect(await whoIs(service, { cookie: cookieOf(response).replace('4103', '4102') })).toBe(null);
  });
});
