import { expect, test } from 'vitest';
import { markets, origin, signInTo, wallet } from '../../test/market.ts';

const open = await markets();

test('a wallet signs in at the marketplace and is known by its cookie', async () => {
  const market = await open();
  const by = wallet();
  const headers = await signInTo(market.app, by);
  expect(await (await market.app.request('/sign-in', { headers })).json()).toMatchObject({
    address: by.address,
  });
  const out = await market.app.request('/sign-in', { method: 'DELETE', headers: { ...headers, origin } });
  expect(out.status).toBe(204);
  expect(await (await market.app.request('/sign-in', { headers })).json()).toEqual({ address: null });
});

test('any page may read the catalogue and pin what a wallet signs, none but the own ones signs in', async () => {
  const { app } = await open();
  const allowed = async (path: string, method: string) => {
    const headers = { origin: 'https://other.example', 'access-control-request-method': method };
    const preflight = await app.request(path, { method: 'OPTIONS', headers });
    return preflight.headers.get('access-control-allow-origin');
  };
  expect(await allowed('/catalogue', 'GET')).toBe('*');
  expect(await allowed('/pins', 'POST')).toBe('*');
  expect(await allowed('/sign-in', 'POST')).toBe(null);
  expect(await allowed('/sign-in/nonce', 'GET')).toBe(null);
  expect(await allowed('/drafts', 'GET')).toBe(null);
  expect(await allowed('/drafts/a', 'PUT')).toBe(null);
});
