import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { verifyWebhook } from './verify-webhook.ts';

const secret = `whsec_${'a'.repeat(43)}`;
const now = new Date('2026-01-01T00:00:00Z');
const seconds = now.getTime() / 1000;
const body = JSON.stringify({
  delivery: 'dl_1',
  webhook: 'wh_1',
  change: {
    id: 7,
    chain: 'eip155:31337',
    kind: 'reorg',
    ancestor: { number: 5, hash: `0x${'b'.repeat(64)}` },
    undone: 6,
  },
});
const mac = (time: number, text = body, key = secret) =>
  createHmac('sha256', key).update(`${time}.${text}`).digest('hex');
const header = (time = seconds) => `t=${time},v1=${mac(time)}`;

test('a delivery that was signed with the secret just now is read', async () => {
  const payload = await verifyWebhook({ secret, body, signature: header(), now });
  expect(payload).toMatchObject({ delivery: 'dl_1', change: { kind: 'reorg', undone: 6 } });
  expect(
    await verifyWebhook({ secret, body: new TextEncoder().encode(body), signature: header(), now }),
  ).toEqual(payload);
});

test('while a secret is renewed either of two signatures is enough', async () => {
  const other = mac(seconds, body, 'whsec_other');
  for (const signature of [
    `t=${seconds},v1=${other},v1=${mac(seconds)}`,
    `t=${seconds},v1=${mac(seconds)},v1=${other}`,
  ]) {
    await expect(verifyWebhook({ secret, body, signature, now })).resolves.toMatchObject({
      delivery: 'dl_1',
    });
  }
});

test.each([
  ['another body', { body: body.replace('"undone":6', '"undone":7') }],
  ['another secret', { secret: 'whsec_b' }],
  ['another time than was signed', { signature: `t=${seconds + 1},v1=${mac(seconds)}` }],
  ['no signature', { signature: undefined }],
  ['an empty one', { signature: '' }],
  ['a time that is none', { signature: `t=x,v1=${mac(seconds)}` }],
  ['a signature that is cut', { signature: header().slice(0, -1) }],
  ['more signatures than two secrets make', { signature: `${header()}${`,v1=${'0'.repeat(64)}`.repeat(9)}` }],
  ['a version that is not known', { signature: `t=${seconds},v0=${mac(seconds)}` }],
])('%s is refused', async (_what, change) => {
  const refused = verifyWebhook({ secret, body, signature: header(), now, ...change });
  await expect(refused).rejects.toMatchObject({ code: 'invalid_signature' });
});

test('an old delivery, or one from the future, is refused as expired', async () => {
  for (const time of [seconds - 301, seconds + 301]) {
    const refused = verifyWebhook({ secret, body, signature: header(time), now });
    await expect(refused).rejects.toMatchObject({ code: 'signature_expired' });
  }
  await verifyWebhook({ secret, body, signature: header(seconds - 299), now });
  await expect(
    verifyWebhook({ secret, body, signature: header(seconds - 299), now, tolerance: 10 }),
  ).rejects.toMatchObject({ code: 'signature_expired' });
});
