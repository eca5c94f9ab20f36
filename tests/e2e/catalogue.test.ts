import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectChain } from '@atoll/chain/connect';
import { deploy } from '@atoll/contracts/deploy';
import { CataloguePage, PinView } from '@atoll/schemas/marketplace-api';
import { Cid } from '@atoll/schemas/ids';
import { pinCar } from '@atoll/sdk/pin-car';
import { publishAlgorithm } from '@atoll/sdk/publish-algorithm';
import { openEmbeddedStorage } from '@atoll/storage/embedded';
import { privateKeyToAccount } from 'viem/accounts';
import { expect, onTestFinished, test } from 'vitest';
import { startAnvil } from '../support/anvil.ts';
import { choosePort } from '../support/stack/ports.ts';
import { defineService } from '../support/stack/service.ts';
import { testDatabase } from '../support/test-database.ts';
import { waitFor } from '../support/wait.ts';
import { buildWeb } from '../support/web.ts';

const database = await testDatabase();

/** A chain, an indexer and a marketplace, each a process of its own, and an author's connection to them. */
async function startMarket() {
  await buildWeb(['marketplace']);
  const directory = await mkdtemp(join(tmpdir(), 'atoll-catalogue-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const anvil = await startAnvil();
  onTestFinished(() => anvil.stop());
  const [deployer, author] = anvil.accounts;
  if (deployer === undefined || author === undefined) throw new TypeError('the chain has no accounts');
  const outFile = join(directory, 'addresses.json');
  const addressBook = await deploy({
    rpcUrl: anvil.rpcUrl,
    deployerKey: deployer.privateKey,
    outFile,
    withTestDollar: true,
  });
  const ports = { indexer: await choosePort(undefined), marketplace: await choosePort(undefined) };
  const shared = {
    DATABASE_URL: database.url,
    RPC_URL: anvil.rpcUrl,
    DEPLOYMENT: outFile,
    LOG_LEVEL: 'warn',
  };
  const url = (port: number) => `http://127.0.0.1:${port}`;
  const indexer = defineService({
    name: 'indexer',
    port: ports.indexer,
    env: { ...shared, IPFS_DIRECTORY: join(directory, 'indexer'), IPFS_GATEWAYS: url(ports.marketplace) },
  });
  const marketplace = defineService({
    name: 'marketplace',
    port: ports.marketplace,
    env: { ...shared, IPFS_DIRECTORY: join(directory, 'marketplace'), INDEXER_URL: url(ports.indexer) },
  });
  for (const service of [indexer, marketplace]) {
    onTestFinished(() => service.stop());
    await service.start();
  }
  const chain = await connectChain({
    rpcUrl: anvil.rpcUrl,
    addressBook,
    privateKey: author.privateKey,
    pollingInterval: 50,
  });
  const account = privateKeyToAccount(author.privateKey);
  const [token] = addressBook.tokens;
  if (token === undefined) throw new TypeError('the deployment has no token');
  return { directory, ctx: { chain, marketplaceUrl: marketplace.url, account }, token, indexer, marketplace };
}

test('what is published is pinned, indexed, found in the catalogue and readable by any IPFS client', async () => {
  const market = await startMarket();
  const { ctx } = market;
  const { id, metadata } = await publishAlgorithm(ctx, {
    description: {
      name: 'Tide <b>predictor</b>',
      description: 'Predicts tides from the moon.',
      license: 'Apache-2.0',
      softwareVersion: '1.0.0',
    },
    manifest: {
      version: 1,
      image: { manifestDigest: `sha256:${'ab'.repeat(32)}`, repository: 'images.example/tide' },
      entrypoint: ['/predict'],
      workingDirectory: '/',
      environment: {},
      parameters: { type: 'object' },
      outputs: [{ name: 'tides.csv', type: 'csv', maxBytes: 1_000_000, required: true }],
      resources: { cpus: 1, memoryBytes: 1 << 28, scratchBytes: 1 << 20, pids: 64, gpus: 0 },
      maxSeconds: 60,
    },
    terms: { token: market.token.address, price: 1_250_000n },
  });
  const entry = await waitFor('the asset in the catalogue', async () => {
    const response = await fetch(`${ctx.marketplaceUrl}/catalogue?q=moon&kind=algorithm`);
    return CataloguePage.parse(await response.json()).items.find((item) => item.id === id);
  });
  expect(entry).toMatchObject({ available: true, metadata, owner: ctx.account.address.toLowerCase() });
  const page = await (await fetch(`${ctx.marketplaceUrl}/assets/${encodeURIComponent(id)}`)).text();
  expect(page).toContain('Tide &lt;b&gt;predictor&lt;/b&gt;');
  expect(page).toContain('1.25 tUSD per run');
  expect((await fetch(`${ctx.marketplaceUrl}/ipfs/${metadata}?format=raw`)).status).toBe(200);

  const own = await openEmbeddedStorage({ directory: join(market.directory, 'author'), gateways: [] });
  const { cid } = await own.putFile(
    (async function* () {
      for (let part = 0; part < 5; part++) yield new Uint8Array(1 << 20).fill(part);
    })(),
  );
  const pin = await pinCar(ctx, { root: Cid.parse(cid.toString()), car: own.exportCar(cid) });
  expect(PinView.parse(pin).cid).toBe(cid.toString());
  // Somebody else reads it back, verified, from nothing but the gateway.
  const reader = await openEmbeddedStorage({
    directory: join(market.directory, 'reader'),
    gateways: [ctx.marketplaceUrl],
  });
  expect(await reader.pin(cid)).toMatchObject({ blocks: 6 });

  await market.indexer.stop();
  // The catalogue is the marketplace's own: it is searched also while the indexer is away.
  expect((await fetch(`${ctx.marketplaceUrl}/catalogue?q=moon`)).status).toBe(200);
  expect((await fetch(`${ctx.marketplaceUrl}/ipfs/${metadata}?format=raw`)).status).toBe(200);
}, 60_000);
