import { expect, test } from 'vitest';
import { createIdentity } from './recipient.ts';
import { openIdentity, sealIdentity } from './seal-identity.ts';

const passphrase = 'four calm words here';

test('a sealed identity is an armored age file that its passphrase opens and another does not', async () => {
  const identity = await createIdentity();
  const file = await sealIdentity(identity, { by: 'passphrase', passphrase });
  expect(file).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----\n/);
  expect(file).not.toContain(identity.identity);
  expect(await openIdentity(file, { by: 'passphrase', passphrase })).toEqual(identity);
  await expect(openIdentity(file, { by: 'passphrase', passphrase: `${passphrase}!` })).rejects.toMatchObject({
    code: 'not_allowed',
  });
}, 30_000);

test('a passphrase that is too short and a file that is no identity are refused', async () => {
  const identity = await createIdentity();
  await expect(sealIdentity(identity, { by: 'passphrase', passphrase: 'short' })).rejects.toMatchObject({
    code: 'malformed_request',
  });
  await expect(openIdentity('hello', { by: 'passphrase', passphrase })).rejects.toMatchObject({
    code: 'malformed_request',
  });
});
