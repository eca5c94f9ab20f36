import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectChain } from '@atoll/chain/connect';
import { deploy } from '@atoll/contracts/deploy';
import type { AlgorithmManifest } from '@atoll/schemas/metadata/algorithm';
import { CataloguePage, PinView } from '@atoll/schemas/marketplace-api';
import { Cid } from '@atoll/schemas/ids';
import { pinCar } from '@atoll/sdk/pin-car';
import { publishAlgorithm } from '@atoll/sdk/publish-algorithm';
import { reviseAsset } from '@atoll/sdk/revise-asset';
import { setTerms } from '@atoll/sdk/set-terms';
import { openEmbeddedStorage } from '@atoll/storage/embedded';
import postgres from 'postgres';
import { privateKeyToAccount } from 'viem/accounts';
import { expect, onTestFinished, test } from 'vitest';
import { startAnvil } from '../support/anvil.ts';
import { choosePort } from '../support/stack/ports.ts';
import { defineService } from '../support/stack/service.ts';
import { testDatabase } from '../support/test-database.ts';
import { waitFor } from '../support/wait.ts';
import { buildWeb } from '../support/build.ts';

const database = await testDatabase();
const dropped = await testDatabase();

/** A chain, an indexer and a marketplace, each a process of its own, and an author's connection to them. */
async function startMarket(databaseUrl: string) {
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
    DATABASE_URL: databaseUrl,
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

const description = {
  name: 'Tide <b>predictor</b>',
  description: 'Predicts tides from the moon.',
  license: 'Apache-2.0',
  softwareVersion: '1.0.0',
};
const manifest: AlgorithmManifest = {
  version: 1,
  image: { manifestDigest: `sha256:${'ab'.repeat(32)}`, repository: 'images.example/tide' },
  entrypoint: ['/predict'],
  workingDirectory: '/',
  environment: {},
  parameters: { type: 'object' },
  outputs: [{ name: 'tides.csv', type: 'csv', maxBytes: 1_000_000, required: true }],
  resources: { cpus: 1, memoryBytes: 1 << 28, scratchBytes: 1 << 20, pids: 64, gpus: 0 },
  maxSeconds: 60,
};

test('what is published is pinned, indexed, found in the catalogue and readable by any IPFS client', async () => {
  const market = await startMarket(database.url);
  const { ctx } = market;
  const { id, metadata } = await publishAlgorithm(ctx, {
    description,
    manifest,
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
}, 180_000);

/** Every answer of the catalogue's routes, by the address that it was asked at. */
async function answersOf(url: string, ids: readonly string[]): Promise<Record<string, unknown>> {
  const searches = [
    '',
    'q=tide',
    'q=strom%20forcast',
    'q=moon%20or%20wind',
    'tag=weather',
    'sort=price',
    'state=retired',
  ];
  const paths = [
    ...searches.map((search) => `/catalogue?${search}`),
    '/catalogue/suggest?q=fore',
    '/sitemap.xml',
    '/catalogue.jsonld',
    ...ids
      .map(encodeURIComponent)
      .flatMap((id) => [
        `/catalogue/${id}`,
        `/catalogue/${id}/versions`,
        `/catalogue/${id}/price`,
        `/assets/${id}`,
        `/assets/${id}/croissant`,
        `/catalogue/${id}/dcat`,
      ]),
  ];
  const answers = await Promise.all(
    paths.map(async (path) => {
      const response = await fetch(`${url}${path}`, { headers: { accept: 'application/json' } });
      const { status, headers } = response;
      const type = headers.get('content-type') ?? '';
      const text = await response.text();
      // A Problem names its request.
      const body: unknown = type.includes('problem+json')
        ? undefined
        : type.includes('json')
          ? JSON.parse(text)
          : text;
      return [path, { status, type, body }] as const;
    }),
  );
  return Object.fromEntries(answers);
}

test('a marketplace whose database was dropped shows the same catalogue from chain and IPFS', async () => {
  const market = await startMarket(dropped.url);
  const { ctx } = market;
  const publish = (name: string, price: bigint, keywords: string[]) =>
    publishAlgorithm(ctx, {
      description: { ...description, name, keywords },
      manifest: { ...manifest, entrypoint: [`/${keywords.join('-')}`] },
      terms: { token: market.token.address, price },
    });
  const tide = await publish('Tide predictor', 1_250_000n, ['ocean']);
  const wind = await publish('Wind forecast', 3_000_000n, ['weather']);
  const storm = await publish('Storm forecast', 2_000_000n, ['weather', 'storm']);
  await setTerms(ctx, { assetId: tide.tokenId, terms: { token: market.token.address, price: 900_000n } });
  await reviseAsset(ctx, { assetId: wind.tokenId, metadataDigest: storm.metadataDigest });
  const ids = [tide, wind, storm].map(({ id }) => id);
  const settled = () =>
    waitFor('the catalogue to have all of it', async () => {
      const response = await fetch(`${market.marketplace.url}/catalogue`);
      if (response.status !== 200) return false;
      const { items } = CataloguePage.parse(await response.json());
      const repriced = items.some(({ terms }) => terms.price === '900000');
      return items.length === 3 && repriced && items.some(({ version }) => version === 2);
    });
  await settled();
  const before = await answersOf(market.marketplace.url, ids);
  expect(before['/catalogue?q=strom%20forcast']).toMatchObject({
    status: 200,
    body: { corrected: 'storm forecast', total: 2 },
  });
  expect(before[`/catalogue/${encodeURIComponent(wind.id)}/versions`]).toMatchObject({
    body: { versions: [{ version: 2 }, { version: 1 }] },
  });
  await market.marketplace.stop();
  const sql = postgres(dropped.url, { max: 1, onnotice: () => undefined });
  try {
    await sql`drop schema marketplace cascade`;
  } finally {
    await sql.end();
  }
  await market.marketplace.start();
  await settled();
  expect(await answersOf(market.marketplace.url, ids)).toEqual(before);
}, 180_000);
