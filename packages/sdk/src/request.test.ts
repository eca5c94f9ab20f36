import type { Chain } from '@atoll/chain/chain';
import { isSignedByKey } from '@atoll/chain/verify-signature';
import { parseSignedRequestHeader, signedRequestTypedData } from '@atoll/schemas/signed-request';
import { privateKeyToAccount } from 'viem/accounts';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { MarketContext } from './context.ts';
import { sha256 } from './digest.ts';
import { request } from './request.ts';

const account = privateKeyToAccount(`0x${'7'.repeat(64)}`);
const service = 'https://provider.example';

function contextOf(answer: (url: string, init: RequestInit) => Response | Promise<Response>): MarketContext {
  return {
    // no call of these tests reaches the chain
    chain: { chainId: 31337 } as Chain,
    marketplaceUrl: service,
    account,
    fetch: (url, init) => Promise.resolve().then(() => answer(url, init)),
  };
}
const Reply = z.object({ ok: z.boolean() });
const ask = (ctx: MarketContext) =>
  request(ctx, { service, method: 'POST', path: '/quotes?a=1', json: { x: 1 }, signed: true, reply: Reply });

test('a request carries a signature over exactly what is sent', async () => {
  let seen: { url: string; init: RequestInit } | undefined;
  const ctx = contextOf((url, init) => {
    seen = { url, init };
    return Response.json({ ok: true });
  });
  expect(await ask(ctx)).toEqual({ ok: true });
  const header = parseSignedRequestHeader(new Headers(seen?.init.headers).get('atoll-signature') ?? '');
  if (!header.success) throw header.error;
  const { expires, nonce, signature } = header.data;
  const typedData = signedRequestTypedData({
    chainId: 31337,
    message: {
      method: 'POST',
      origin: service,
      path: '/quotes?a=1',
      bodyDigest: await sha256(new TextEncoder().encode('{"x":1}')),
      expires,
      nonce,
    },
  });
  expect(await isSignedByKey({ address: header.data.address, typedData, signature })).toBe(true);
  expect(header.data.address).toBe(account.address.toLowerCase());
  expect(seen?.init.redirect).toBe('error');
});

describe('with a session', () => {
  const session = { token: 'secret', page: 'https://desk.example' };
  const send = async (input: { method: 'GET' | 'POST'; at?: string; signed?: boolean }) => {
    let headers = new Headers();
    const ctx = contextOf((_url, init) => {
      headers = new Headers(init.headers);
      return Response.json({ ok: true });
    });
    const { method, at = service, signed = true } = input;
    const sessions = { [service]: session };
    await request({ ...ctx, sessions }, { service: at, method, path: '/jobs', signed, reply: Reply });
    return { signature: headers.get('atoll-signature') !== null, token: headers.get('authorization') };
  };

  test('what reads is sent with it, and the wallet is not asked', async () => {
    expect(await send({ method: 'GET' })).toEqual({ signature: false, token: 'Bearer secret' });
  });

  test('what changes something is signed all the same, and goes without it', async () => {
    expect(await send({ method: 'POST' })).toEqual({ signature: true, token: null });
  });

  test('another service never gets the token', async () => {
    for (const at of ['https://other.example', 'http://provider.example', 'https://provider.example:444'])
      expect(await send({ method: 'GET', at })).toEqual({ signature: true, token: null });
  });

  test('what anybody may read is asked for by nobody', async () => {
    expect(await send({ method: 'GET', signed: false })).toEqual({ signature: false, token: null });
  });
});

test('a problem keeps its code, hint and data', async () => {
  const problem = {
    type: 'urn:atoll:problem:not_approved',
    title: 'not approved',
    status: 403,
    detail: 'dataset 1 has not approved it',
    code: 'not_approved',
    hint: 'ask its owner',
    retryable: false,
    data: { dataset: '1' },
  };
  await expect(ask(contextOf(() => Response.json(problem, { status: 403 })))).rejects.toMatchObject({
    name: 'ProblemReceived',
    code: 'not_approved',
    message: problem.detail,
    hint: problem.hint,
    data: problem.data,
  });
});

test.each<[string, () => Response]>([
  ['no JSON', () => new Response('<html>')],
  ['another shape', () => Response.json({ ok: 'yes' })],
  ['an error that is no problem', () => Response.json({ oops: 1 }, { status: 500 })],
  [
    'nothing',
    () => {
      throw new Error('connection refused');
    },
  ],
])('a service that answers %s is unavailable', async (_what, answer) => {
  await expect(ask(contextOf(answer))).rejects.toMatchObject({
    code: 'upstream_unavailable',
    retryable: true,
  });
});
