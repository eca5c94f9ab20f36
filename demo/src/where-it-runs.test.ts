import { castWallets } from '@atoll/tests/support/wallets';
import { expect, test } from 'vitest';
import { whereItRuns } from './where-it-runs.ts';

const digits = (index: number, count: number) => `0x${String(index).padStart(count, '0')}` as const;
const wallets = castWallets(
  Array.from({ length: 10 }, (_, index) => ({ address: digits(index, 40), privateKey: digits(index, 64) })),
);

test('a visitor is told the desk, the chain, and accounts to use them with, as keys that are worth nothing', () => {
  const text = whereItRuns({
    anvil: { rpcUrl: 'http://127.0.0.1:8545' },
    addressBook: { chainId: 31337 },
    addressBookPath: '/deployments/31337.json',
    wallets,
    services: {
      marketplace: { url: 'http://127.0.0.1:4103' },
      indexer: { url: 'http://127.0.0.1:4101' },
      'compute-provider': { url: 'http://127.0.0.1:4102' },
    },
  }).join('\n');
  expect(text).toContain('http://127.0.0.1:4102/desk');
  expect(text).toMatch(/http:\/\/127\.0\.0\.1:8545 +id 31337/);
  for (const role of ['buyer', 'dataOwner', 'provider'] as const) {
    expect(text).toContain(wallets[role].address);
    expect(text).toContain(wallets[role].privateKey);
  }
  for (const role of ['operator', 'treasury', 'deployer'] as const)
    expect(text).not.toContain(wallets[role].privateKey);
  expect(text).toContain('worth nothing');
});
