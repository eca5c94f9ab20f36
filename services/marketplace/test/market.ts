import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Chain } from '@atoll/chain/chain';
import { isSignedByKey } from '@atoll/chain/verify-signature';
import type { WebConfig } from '@atoll/sdk/web-config';
import type { AddressBook } from '@atoll/contracts/address-book';
import { createPublicClient, custom, defineChain, http, numberToHex } from 'viem';
import type { Hex } from '@atoll/schemas/ids';
import { Problem } from '@atoll/schemas/problem';
import {
  formatSignedRequestHeader,
  signedRequestHeader,
  signedRequestTypedData,
  uncoveredBody,
} from '@atoll/schemas/signed-request';
import { SignInNonce, signInPaths, signInStatement } from '@atoll/schemas/sign-in';
import type { App } from '@atoll/server-kit/app';
import type { Clock } from '@atoll/server-kit/clock';
import { openDatabase } from '@atoll/server-kit/database';
import { createLogger, type Logger } from '@atoll/server-kit/logger';
import { readWeb } from '@atoll/server-kit/web/read-web';
import { memoryNonceStore } from '@atoll/server-kit/nonce-store';
import { rawCidOf } from '@atoll/storage/verify-block';
import { openEmbeddedStorage } from '@atoll/storage/embedded';
import { testDatabase } from '@atoll/tests/support/test-database';
import { waitFor } from '@atoll/tests/support/wait';
import { recoverMessageAddress } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { createSiweMessage } from 'viem/siwe';
import { expect, onTestFinished } from 'vitest';
import { createMarketplaceApp } from '../src/app.ts';
import { createCatalogue } from '../src/catalogue/open-catalogue.ts';
import type { Reach } from '../src/catalogue/projection/fetch-description.ts';
import { keepCatalogue } from '../src/catalogue/projection/keep-catalogue.ts';
import { openMarketIndexer } from '../src/catalogue/indexer.ts';
import type { MarketplaceContext, PinLimits } from '../src/context.ts';
import { createWakeUp } from '../src/pinning/hosting/wake-up.ts';
import type { PriceSource } from '../src/statements/prices/price-source.ts';
import { createStatementSlots } from '../src/statements/statement-slots.ts';
import { createKeyedLock } from '../src/pinning/keyed-lock.ts';
import { createUploadSlots } from '../src/pinning/upload-slots.ts';
import { tables } from '../src/tables.ts';
import { dollar, registry } from './documents.ts';

export const origin = 'https://market.example';
const insideOrigin = 'http://marketplace:4103';
const MiB = 1024 * 1024;

/** A key of its own for each test, since all tests of a file share a database. */
export function wallet() {
  const account = privateKeyToAccount(generatePrivateKey());
  return { account, address: asHex(account.address.toLowerCase()) };
}
export type Wallet = ReturnType<typeof wallet>;

/** Guarantee: the text is an address that viem made. */
function asHex(text: string): Hex {
  return text as Hex;
}

export interface Signing {
  method?: string;
  expires?: bigint;
  nonce?: Hex;
  /** Signed as uncovered, as a CAR's upload is. */
  uncovered?: boolean;
  origin?: string;
}

/** The header for one request, signed as a wallet does. */
export async function sign(
  by: Wallet,
  path: string,
  body: Uint8Array,
  signing: Signing = {},
): Promise<string> {
  const expires = signing.expires ?? BigInt(Math.floor(Date.now() / 1000) + 300);
  const nonce = signing.nonce ?? asHex(`0x${randomBytes(16).toString('hex')}`);
  const digest = asHex(`0x${createHash('sha256').update(body).digest('hex')}`);
  const message = {
    method: signing.method ?? 'POST',
    origin: signing.origin ?? origin,
    path,
    bodyDigest: signing.uncovered === true ? uncoveredBody : digest,
    expires,
    nonce,
  };
  const signature = await by.account.signTypedData(signedRequestTypedData({ chainId: 31337, message }));
  return formatSignedRequestHeader({ address: by.address, expires, nonce, signature });
}

/** Signs a wallet in at the marketplace's own page, and gives what a browser sends with the requests that follow. */
export async function signInTo(app: App, by: Wallet): Promise<Record<string, string>> {
  const { nonce } = SignInNonce.parse(await (await app.request(signInPaths.nonce)).json());
  const message = createSiweMessage({
    address: by.account.address,
    chainId: 31337,
    domain: new URL(origin).host,
    nonce,
    uri: origin,
    version: '1',
    statement: signInStatement,
  });
  const response = await app.request(signInPaths.signIn, {
    method: 'POST',
    body: JSON.stringify({ message, signature: await by.account.signMessage({ message }) }),
    headers: { 'content-type': 'application/json', origin },
  });
  expect(response.status).toBe(200);
  const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return { cookie, 'sec-fetch-site': 'same-origin' };
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'atoll-market-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A store that is somebody else's: what is in it is not in the marketplace's. */
export async function foreignStore() {
  const storage = await openEmbeddedStorage({ directory: await temporaryFolder(), gateways: [] });
  onTestFinished(() => storage.close());
  return storage;
}

export async function collect(source: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(part);
  return new Uint8Array(Buffer.concat(parts));
}

/** `count` bytes that no one has seen, in parts. */
export async function* noise(count: number): AsyncGenerator<Uint8Array> {
  for (let left = count; left > 0; left -= MiB) yield randomBytes(Math.min(left, MiB));
}

export async function problemIn(response: Response): Promise<Problem> {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  return Problem.parse(await response.json());
}

export interface MarketOptions {
  limits?: Partial<PinLimits>;
  writesPerMinute?: number;
  heavyReadsPerMinute?: number;
  indexerUrl?: string;
  gateways?: readonly string[];
  clock?: Clock;
  /** Fill the catalogue from the indexer and follow it until the test has finished. */
  keep?: boolean;
  compareEveryMs?: number;
  /** Where providers may be asked for their descriptions beside the public network. */
  reach?: Reach;
  /** A block that the store has from the beginning. */
  document?: Uint8Array;
  /** What the chain answers to every call of a contract; a node that does not answer unless given. */
  answer?: bigint;
  /** What the marketplace believes of the deployment; made-up contracts unless given. */
  deployment?: AddressBook;
  chain?: Chain;
  prices?: (database: MarketplaceContext['database']) => PriceSource;
  /** Says that a remote pinning service is configured; the test runs its loop. */
  hosted?: boolean;
}

const contract = (byte: string): Hex => asHex(`0x${byte.repeat(20)}`);

/** A deployment that is nowhere, for tests that read no chain. */
export const madeUpDeployment: AddressBook = {
  chainId: 31337,
  startBlock: 1,
  contracts: {
    ...{ token: contract('e1'), timelock: contract('e2'), governor: contract('e3'), relay: contract('e4') },
    ...{ assetRegistry: registry, accessPass: contract('e5'), providerRegistry: contract('e6') },
    ...{ disputes: contract('e7'), ratings: contract('e8'), revenueShares: contract('e9') },
    ...{ channels: contract('ea'), bounties: contract('eb'), rewards: contract('ec'), jobs: contract('ed') },
  },
  governance: contract('e2'),
  treasury: contract('e2'),
  arbiter: contract('e2'),
  tokens: [{ address: dollar, symbol: 'tUSD', decimals: 6 }],
};

/** A connection to a node that answers every call with one number, or not at all. */
function chainThatAnswers(
  { chainId, contracts, treasury, tokens }: AddressBook,
  answer: bigint | undefined,
): Chain {
  const transport =
    answer === undefined
      ? http(undefined, { retryCount: 0 })
      : custom({ request: () => Promise.resolve(numberToHex(answer, { size: 32 })) });
  const definition = defineChain({
    id: chainId,
    name: 'nowhere',
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: ['http://127.0.0.1:9'] } },
  });
  return {
    publicClient: createPublicClient({ chain: definition, transport }),
    chainId,
    addresses: { ...contracts, treasury },
    tokens,
    startBlock: 1,
    confirmations: 0,
    pollingInterval: 50,
  };
}

const defaultLimits: PinLimits = {
  maxBytes: 64 * MiB,
  quotaBytes: 256 * MiB,
  totalBytes: 2048 * MiB,
  maxBlocks: 1000,
};

/** A web app of one empty page, and what it is told. */
async function testWeb(directory: string): Promise<MarketplaceContext['web']> {
  const built = join(directory, 'web');
  await mkdir(join(built, 'static'), { recursive: true });
  await writeFile(
    join(built, 'index.html'),
    '<html><head><!--head--></head><body><div id="root"><!--body--></div></body></html>',
  );
  await writeFile(join(built, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  const config: WebConfig = {
    chainName: 'test',
    addressBook: madeUpDeployment,
    rpcUrl: 'http://127.0.0.1:8545',
    indexerUrl: 'http://127.0.0.1:4101',
    marketplaceUrl: origin,
    confirmations: 0,
  };
  return { config, built: await readWeb({ directory: built }) };
}

async function isSignedText(message: string, address: Hex, signature: Hex): Promise<boolean> {
  return (await recoverMessageAddress({ message, signature })).toLowerCase() === address;
}

/** Drops what the catalogue holds, as a new database does. */
export async function emptyCatalogue(ctx: Pick<MarketplaceContext, 'database'>): Promise<void> {
  await ctx.database.sql`
    truncate marketplace.catalogue, marketplace.catalogue_texts, marketplace.catalogue_providers,
      marketplace.catalogue_ratings, marketplace.catalogue_progress`;
}

/** Fills the catalogue where the test wants it kept. @returns what ends following the indexer, as a stop of the service does */
async function keepIfAsked(
  ctx: MarketplaceContext,
  options: MarketOptions,
  logger: Logger,
): Promise<() => Promise<void>> {
  const stop = new AbortController();
  let keeping = Promise.resolve();
  const stopKeeping = () => {
    stop.abort();
    return keeping;
  };
  onTestFinished(stopKeeping);
  if (options.keep !== true) return stopKeeping;
  keeping = keepCatalogue(ctx, {
    logger,
    signal: stop.signal,
    pauses: { first: 10, longest: 50 },
    ...(options.compareEveryMs === undefined ? {} : { compareEveryMs: options.compareEveryMs }),
    ...(options.reach === undefined ? {} : { reach: options.reach }),
  });
  const { progress } = ctx.catalogue;
  await waitFor(
    'the catalogue to be filled, or not',
    () => progress.filled || progress.trouble !== undefined,
  );
  if (!progress.filled) throw new TypeError(progress.trouble);
  return stopKeeping;
}

/** Makes marketplaces over the file's database, each with a store of its own. Called once, at the top of a test file. */
export async function markets() {
  const { url } = await testDatabase({ service: 'marketplace' });
  return async (options: MarketOptions = {}) => {
    const directory = await temporaryFolder();
    const storage = await openEmbeddedStorage({ directory, gateways: options.gateways ?? [] });
    if (options.document !== undefined) await storage.putBlock(rawCidOf(options.document), options.document);
    const database = openDatabase({ url, schema: tables, application: 'marketplace.test', connections: 4 });
    onTestFinished(async () => {
      await database.close();
      await storage.close();
    });
    const deployment = options.deployment ?? madeUpDeployment;
    const clock = options.clock ?? { now: () => new Date(), monotonic: () => performance.now() };
    const ctx: MarketplaceContext = {
      storage,
      database,
      clock,
      indexer: openMarketIndexer({
        url: options.indexerUrl ?? 'http://127.0.0.1:9',
        chainId: deployment.chainId,
        timeoutMs: 2000,
      }),
      catalogue: createCatalogue(),
      web: await testWeb(directory),
      deployment,
      chain: options.chain ?? chainThatAnswers(deployment, options.answer),
      prices: options.prices?.(database),
      statements: createStatementSlots(2),
      hosted: options.hosted === true ? createWakeUp() : undefined,
      limits: { ...defaultLimits, ...options.limits },
      uploadDirectory: join(directory, 'marketplace-uploads'),
      uploads: createUploadSlots({ perAccount: 2, total: 8 }),
      pinLock: createKeyedLock(),
    };
    const logger = createLogger({ name: 'marketplace', level: 'silent' });
    const stopKeeping = await keepIfAsked(ctx, options, logger);
    const app = createMarketplaceApp(ctx, {
      logger,
      origins: [origin, insideOrigin],
      verify: (typedData, address, signature) => isSignedByKey({ address, typedData, signature }),
      nonces: memoryNonceStore(),
      verifyMessage: isSignedText,
      writesPerMinute: options.writesPerMinute ?? 1000,
      heavyReadsPerMinute: options.heavyReadsPerMinute ?? 1000,
      trustedProxies: 0,
    });

    const send = (path: string, init: { method: string; type?: string; body?: Uint8Array; header: string }) =>
      app.request(path, {
        method: init.method,
        ...(init.body === undefined ? {} : { body: new Uint8Array(init.body) }),
        headers: {
          [signedRequestHeader]: init.header,
          ...(init.type === undefined ? {} : { 'content-type': init.type }),
        },
      });
    return {
      app,
      ctx,
      directory,
      stopKeeping,
      send,
      /** Sends a block, signed over its bytes. */
      async sendBlock(by: Wallet, body: Uint8Array, signing: Signing = {}) {
        const header = await sign(by, '/pins', body, signing);
        return send('/pins', { method: 'POST', type: 'application/vnd.ipld.raw', body, header });
      },
      /** Sends a CAR, signed over its roots. */
      async sendCar(by: Wallet, roots: readonly string[], body: Uint8Array) {
        const path = `/pins${roots.length === 0 ? '' : '?'}${roots.map((root) => `root=${root}`).join('&')}`;
        const header = await sign(by, path, body, { uncovered: true });
        return send(path, { method: 'POST', type: 'application/vnd.ipld.car', body, header });
      },
      async remove(by: Wallet, cid: string) {
        const header = await sign(by, `/pins/${cid}`, new Uint8Array(), { method: 'DELETE' });
        return send(`/pins/${cid}`, { method: 'DELETE', header });
      },
      async storedPins() {
        const pins: string[] = [];
        for await (const pin of storage.listPins()) pins.push(pin.toString());
        return pins;
      },
      /** Files of blocks in the store, and folders of uploads that were not cleared away. */
      async leftovers() {
        const files = await readdir(join(directory, 'blocks'), { recursive: true, withFileTypes: true });
        const uploads = await readdir(join(directory, 'marketplace-uploads')).catch(() => []);
        return { blocks: files.filter((entry) => entry.isFile()).length, uploads: uploads.length };
      },
    };
  };
}
