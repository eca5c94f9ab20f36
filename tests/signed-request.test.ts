import { createHash, randomBytes } from 'node:crypto';
import { formatSignedRequestHeader, signedRequestTypedData } from '@atoll/schemas/signed-request';
import { createApp } from '@atoll/server-kit/app';
import { createLogger } from '@atoll/server-kit/logger';
import { memoryNonceStore } from '@atoll/server-kit/nonce-store';
import { signedRequest } from '@atoll/server-kit/signed-request';
import { verifyTypedData } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { expect, test } from 'vitest';

const origin = 'https://provider.example';

function setUp() {
  const logger = createLogger({ name: 'test', level: 'silent' });
  const app = createApp({ name: 'test', version: '1', description: '', logger });
  const signed = signedRequest({
    chainId: 31337,
    origin,
    verify: (data, address, signature) => verifyTypedData({ ...data, address, signature }),
    nonces: memoryNonceStore(),
  });
  app.use('/jobs', signed());
  app.post('/jobs', (c) => c.json({ signer: c.get('signer') }));
  return app;
}

async function headerBy(key: `0x${string}`, claimed: string, body: string): Promise<string> {
  const expires = BigInt(Math.floor(Date.now() / 1000) + 60);
  const nonce = `0x${randomBytes(16).toString('hex')}` as const;
  const bodyDigest = `0x${createHash('sha256').update(body).digest('hex')}` as const;
  const message = { method: 'POST', origin, path: '/jobs', bodyDigest, expires, nonce };
  const signature = await privateKeyToAccount(key).signTypedData(
    signedRequestTypedData({ chainId: 31337, message }),
  );
  return formatSignedRequestHeader({ address: `0x${claimed.slice(2)}`, expires, nonce, signature });
}

test('a wallet’s EIP-712 signature lets its own address in and nobody else’s', async () => {
  const app = setUp();
  const key = generatePrivateKey();
  const own = privateKeyToAccount(key).address;
  const send = async (claimed: string) =>
    app.request('/jobs', {
      method: 'POST',
      body: '{}',
      headers: { 'atoll-signature': await headerBy(key, claimed, '{}') },
    });
  expect(await (await send(own)).json()).toEqual({ signer: own.toLowerCase() });
  expect((await send(privateKeyToAccount(generatePrivateKey()).address)).status).toBe(401);
});
