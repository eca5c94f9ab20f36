import { afterEach, expect, test, vi } from 'vitest';
import { endSessions } from './end-sessions.ts';
import { keepSession, keptSession } from './kept-session.ts';

const page = 'https://provider.example';
const elsewhere = 'https://other.example';
const account = `0x${'ab'.repeat(20)}`;
const other = `0x${'cd'.repeat(20)}`;

afterEach(() => void vi.unstubAllGlobals());

/** A browser tab on the page of a service, and services that know who is signed in. */
function openTab(input: { signedIn: string | null; broken?: readonly string[] }) {
  const kept = new Map<string, string>();
  vi.stubGlobal('location', { origin: page });
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => {
      kept.set(key, value);
      Reflect.set(storage, key, value);
    },
    removeItem: (key: string) => {
      kept.delete(key);
      Reflect.deleteProperty(storage, key);
    },
  };
  vi.stubGlobal('sessionStorage', storage);
  const ended: (string | null)[][] = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const { origin } = new URL(url);
    if (input.broken?.includes(origin) === true) throw new TypeError('no way there');
    if (init.method !== 'DELETE') return Response.json({ address: input.signedIn });
    ended.push([origin, new Headers(init.headers).get('authorization')]);
    return new Response(null, { status: 204 });
  });
  return { ended };
}

test('the session of the page’s own service is ended there, which no script of the page could do', async () => {
  const { ended } = openTab({ signedIn: account });
  await endSessions(account);
  expect(ended).toEqual([[page, null]]);
});

test('sessions elsewhere are ended there and forgotten here, those of other accounts stay', async () => {
  const { ended } = openTab({ signedIn: null });
  keepSession(elsewhere, account, { token: 'mine', page });
  keepSession(elsewhere, other, { token: 'theirs', page });
  await endSessions(account);
  expect(ended).toEqual([[elsewhere, 'Bearer mine']]);
  expect(keptSession(elsewhere, account)).toBeUndefined();
  expect(keptSession(elsewhere, other)).toEqual({ token: 'theirs', page });
});

test('a service elsewhere that does not answer keeps nobody from leaving', async () => {
  openTab({ signedIn: null, broken: [elsewhere] });
  keepSession(elsewhere, account, { token: 'mine', page });
  await endSessions(account);
  expect(keptSession(elsewhere, account)).toBeUndefined();
});

test('that the own session could not be ended is told', async () => {
  openTab({ signedIn: account, broken: [page] });
  await expect(endSessions(account)).rejects.toMatchObject({ code: 'upstream_unavailable' });
});
