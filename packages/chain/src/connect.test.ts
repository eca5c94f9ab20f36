import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalMarket, localMarket } from '../test/local-market.ts';
import { walletOf } from './chain.ts';
import { connectChain } from './connect.ts';

let local: LocalMarket;
beforeAll(async () => {
  local = await localMarket();
});
afterAll(() => local.stop());

test('a connection knows the deployment and its account', async () => {
  const chain = await local.connect();
  expect(chain.chainId).toBe(31337);
  expect(chain.addresses.jobs).toBe(local.market.book.contracts.jobs);
  expect(walletOf(chain).account.type).toBe('local');
});

test('a node of another chain is refused', async () => {
  const connecting = connectChain({
    rpcUrl: local.rpcUrl,
    addressBook: { ...local.market.book, chainId: 1 },
  });
  await expect(connecting).rejects.toMatchObject({
    code: 'chain_mismatch',
    data: { expected: 1, found: 31337 },
  });
});

test('an address without a contract is refused by name', async () => {
  const { contracts } = local.market.book;
  const connecting = connectChain({
    rpcUrl: local.rpcUrl,
    addressBook: {
      ...local.market.book,
      contracts: { ...contracts, providerRegistry: `0x${'9'.repeat(40)}` },
    },
  });
  await expect(connecting).rejects.toMatchObject({
    code: 'chain_mismatch',
    data: { contract: 'providerRegistry' },
  });
});

test('a node that is not there is unavailable, which a retry may cure', async () => {
  const connecting = connectChain({
    rpcUrl: 'http://127.0.0.1:9',
    addressBook: local.market.book,
    timeout: 500,
  });
  await expect(connecting).rejects.toMatchObject({ code: 'chain_unavailable', retryable: true });
});

test('a connection without a key cannot sign', async () => {
  const chain = await connectChain({ rpcUrl: local.rpcUrl, addressBook: local.market.book });
  expect(() => walletOf(chain)).toThrow('no account');
});
