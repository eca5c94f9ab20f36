import { createServer, type RequestListener } from 'node:http';
import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import { providerRegistryAbi } from '@atoll/contracts/generated/providerRegistry';
import { ChangeView } from '@atoll/schemas/change';
import { AssetView } from '@atoll/schemas/asset';
import { type Address, type Bytes32, Hex } from '@atoll/schemas/ids';
import { cidOfDigest } from '@atoll/storage/digest';
import { freePort } from '@atoll/tests/support/ports';
import { testDatabase } from '@atoll/tests/support/test-database';
import { waitFor } from '@atoll/tests/support/wait';
import { parquetReadObjects } from 'hyparquet';
import { concat, encodeFunctionData, numberToHex, size, stringToHex, toEventSelector } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { digestOf, randomDigest } from './testing/actor.ts';
import { bytesOf, datasetDocument } from './testing/documents.ts';
import { governanceActions } from './testing/governance-actions.ts';
import { type Market, startMarket } from './testing/market.ts';
import { readTables, startMirror } from './testing/mirror.ts';
import { senderOf } from './testing/sender.ts';
import { startTestService, type TestService } from './testing/service.ts';
import { readEvents } from './testing/sse.ts';

let market: Market;
let service: TestService;
let databaseUrl: string;
/** What the gateway serves by CID; it never answers for any other one. */
const served = new Map<string, Uint8Array>();
const asked: string[] = [];
let stopGateway: () => Promise<void>;

async function startGateway(): Promise<string> {
  const answer: RequestListener = (request, response) => {
    const cid = new URL(request.url ?? '', 'http://gateway').pathname.slice('/ipfs/'.length);
    asked.push(cid);
    const bytes = served.get(cid);
    if (bytes !== undefined)
      response.writeHead(200, { 'content-type': 'application/vnd.ipld.raw' }).end(bytes);
  };
  const server = createServer(answer);
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  stopGateway = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return `http://127.0.0.1:${port}`;
}

beforeAll(async () => {
  market = await startMarket();
  const gateway = await startGateway();
  databaseUrl = (await testDatabase()).url;
  service = await startTestService({ market, url: databaseUrl, gateways: [gateway] });
});
afterAll(async () => {
  await service.stop();
  await market.stop();
  await stopGateway();
});

const cidOf = (digest: Bytes32) => cidOfDigest(digest).toString();
const statusOf = async (assetId: bigint) => {
  const { status, body } = await service.get(`/assets/${assetId}`);
  return status === 200 ? AssetView.parse(body).documentStatus : undefined;
};

test('a document of ten megabytes and some that never come delay neither others nor the chain', async () => {
  const ofBytes = async (count: number) => {
    const bytes = new Uint8Array(count).fill(0x20);
    served.set(cidOf(digestOf(bytes)), bytes);
    return market.publish('dataOwner', { metadataDigest: digestOf(bytes) });
  };
  const [endless, tooLarge] = [await ofBytes(10 << 20), await ofBytes((1 << 20) + 1)];
  const hanging: bigint[] = [];
  for (let count = 0; count < 4; count += 1) hanging.push(await market.publish('dataOwner'));
  await waitFor('the gateway being asked for all', () => new Set(asked).size >= 6);

  const commitment = randomDigest();
  const bytes = bytesOf(datasetDocument({ commitment, name: 'In time' }));
  served.set(cidOf(digestOf(bytes)), bytes);
  const started = performance.now();
  const good = await market.publish('dataOwner', { metadataDigest: digestOf(bytes), commitment });
  await service.reachHead();
  await waitFor('the document', async () => (await statusOf(good)) === 'verified', { deadlineMs: 3000 });
  // Those that hang are given up after five seconds; had the others waited for them, it would show.
  expect(performance.now() - started).toBeLessThan(4000);
  for (const each of hanging) expect(await statusOf(each)).toBe('pending');

  // Of ten megabytes no more is taken than a block may have, so nobody can tell whether they are what the digest says.
  const ends = { invalid: tooLarge, unavailable: endless } as const;
  for (const [end, assetId] of Object.entries(ends)) {
    const refused = await waitFor(`${end}`, async () => {
      const asset = AssetView.parse((await service.get(`/assets/${assetId}`)).body);
      return asset.documentStatus === end ? asset : undefined;
    });
    expect(refused.document).toBeUndefined();
    expect(refused.documentProblem).toMatch(/more than \d+ bytes/);
  }
});

/** Runs, breaks out, or turns around wherever it is taken for more than text. */
const hostile = [
  `=HYPERLINK("http://evil.example","x")`,
  `<script>alert(1)</script>`,
  `'); drop schema indexer cascade; --`,
  `$1 \${7*7} \\x27 {__schema{types{name}}} "}) { jobs { items { buyer } } }`,
  `\u202egnp.exe\u202c\u2066`,
  `\r\n\r\nid: 1\r\ndata: {"kind":"forged"}\r\n\r\n`,
].join(' ');
/** On chain a string is bytes: a NUL, half of a surrogate pair, a byte of no text. */
const noText = '00eda080ff' as const;
const endpoint = `${hostile} marker`;
const endpointShown = `${hostile} \ufffd\ufffd\ufffd\ufffd\ufffd!`;

/** Registers a provider whose endpoint is hostile, with bytes in the place of the marker that are no text. */
async function registerHostile(): Promise<Address> {
  const { address } = market.wallets.stranger;
  const data = encodeFunctionData({
    abi: providerRegistryAbi,
    functionName: 'register',
    args: [{ operator: market.wallets.stranger.address, payout: address, endpoint }],
  });
  const bent = Hex.parse(data.replace(stringToHex('marker').slice(2), `${noText}21`));
  await senderOf(market).send('stranger', market.book.contracts.providerRegistry, bent);
  return address;
}

const Answers = z.object({
  data: z.object({
    provider: z.object({ endpoint: z.string() }),
    proposals: z.object({ items: z.array(z.object({ description: z.string() })) }),
    assets: z.object({ items: z.array(z.object({ document: z.unknown() })) }),
  }),
});

test('hostile text comes back as the text it is, in every format, and does nothing', async () => {
  const abort = new AbortController();
  const stream = await fetch(`${service.url}/events`, { signal: abort.signal });
  const heard: ChangeView[] = [];
  const listening = (async () => {
    for await (const { event, data } of readEvents(stream)) {
      if (event !== 'open') heard.push(ChangeView.parse(JSON.parse(data)));
    }
  })().catch((error: unknown) => {
    if (!abort.signal.aborted) throw error;
  });

  const provider = await registerHostile();
  const actions = governanceActions(market);
  await actions.delegate('deployer', market.wallets.deployer.address);
  await senderOf(market).wait(10);
  const target = market.book.contracts.jobs;
  await actions.propose('deployer', { calls: [{ target, data: '0x' }], description: hostile });
  const name = hostile.slice(0, 200);
  const commitment = randomDigest();
  const bytes = bytesOf(datasetDocument({ commitment, name, description: hostile }));
  await service.storage.putDocument(bytes);
  const assetId = await market.publish('treasury', { metadataDigest: digestOf(bytes), commitment });
  await waitFor('the document', async () => (await statusOf(assetId)) === 'verified');
  await service.reachHead();

  // JSON
  expect((await service.get(`/providers/${provider}`)).body).toMatchObject({ endpoint: endpointShown });
  const proposals = await service.get('/proposals?include=description');
  expect(proposals.body).toMatchObject({ items: [{ description: hostile }] });
  const asset = AssetView.parse((await service.get(`/assets/${assetId}`)).body);
  expect(asset.document).toMatchObject({ name, description: hostile });

  // GraphQL, with the text in the query as well
  const query = `query ($q: String!, $provider: String!, $owner: [String!]) {
    provider(provider: $provider) { endpoint }
    proposals { items { description } }
    assets(filter: { owner: $owner }) { items { document } }
    found: assets(filter: { q: $q }) { items { id } }
  }`;
  const variables = { provider, owner: [market.wallets.treasury.address], q: hostile.slice(0, 60) };
  const response = await fetch(`${service.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data } = Answers.parse(await response.json());
  expect(data.provider.endpoint).toBe(endpointShown);
  expect(data.proposals.items).toEqual([{ description: hostile }]);
  expect(data.assets.items).toMatchObject([{ document: { name, description: hostile } }]);

  // CSV, where a formula gets an apostrophe; Parquet, where nothing runs
  const text = async (path: string) => (await fetch(`${service.url}/exports/${path}`)).text();
  const quoted = `"'${endpointShown.replaceAll('"', '""')}"`;
  expect(await text('providers.csv?fields=endpoint')).toContain(`${provider},${quoted}\r\n`);
  const rows = await fetch(`${service.url}/exports/proposals.parquet?fields=description`);
  expect(await parquetReadObjects({ file: await rows.arrayBuffer() })).toMatchObject([
    { description: hostile },
  ]);

  // Filters and words
  for (const path of [
    '/assets?q=',
    '/parameters?name=',
    '/assets?owner=',
    '/jobs?state=',
    '/assets?cursor=',
  ]) {
    const { status } = await service.get(`${path}${encodeURIComponent(hostile.slice(0, 90))}`);
    expect([200, 400], path).toContain(status);
  }

  // Server-sent events: each one is a change, none is forged
  await waitFor('the change of the document', () => heard.some(({ kind }) => kind === 'document'));
  abort.abort();
  await listening;
  expect(new Set(heard.map(({ kind }) => kind))).not.toContain('forged');
  expect((await service.get(`/assets/${assetId}`)).status).toBe(200);
});

/** Code of a contract that says one thing whatever it is called: topics and data. */
function saying(topics: readonly Hex[], data: Hex): Hex {
  const pushed = topics.toReversed().map((topic) => concat(['0x7f', topic]));
  const words = concat([...pushed, numberToHex(0x60, { size: 1 }), numberToHex(size(data), { size: 1 })]);
  const log = numberToHex(0xa0 + topics.length, { size: 1 });
  const copy = (offset: number) =>
    concat([
      '0x60',
      numberToHex(size(data), { size: 1 }),
      '0x60',
      numberToHex(offset, { size: 1 }),
      '0x5f',
      '0x39',
    ]);
  const rest = concat([words, '0x5f', log, '0x00']);
  return concat([copy(size(copy(0)) + size(rest)), rest, data]);
}

test('events of another version of a contract, and ones that nobody knows, are kept as they came and disturb nothing', async () => {
  const { assetRegistry } = market.book.contracts;
  const published = toEventSelector(
    assetRegistryAbi.find((item) => item.type === 'event' && item.name === 'AssetPublished') ?? '',
  );
  const said = [
    { topics: [toEventSelector('AssetTeleported(uint256)'), randomDigest()], data: '0x01' },
    { topics: [randomDigest(), randomDigest(), randomDigest(), randomDigest()], data: '0x' },
    // The event of an earlier version: the same topic, fewer words.
    {
      topics: [published, randomDigest(), numberToHex(5n, { size: 32 })],
      data: numberToHex(7n, { size: 32 }),
    },
    { topics: [published], data: '0x' },
  ] as const satisfies readonly { topics: readonly Hex[]; data: Hex }[];
  const code = await market.anvil.rpc('eth_getCode', [assetRegistry, 'latest']);
  const before = Number((await market.chain.publicClient.getBlock()).number);
  const { send } = senderOf(market);
  for (const { topics, data } of said) {
    await market.anvil.rpc('anvil_setCode', [assetRegistry, saying(topics, data)]);
    await send('stranger', assetRegistry, '0x');
  }
  await market.anvil.rpc('anvil_setCode', [assetRegistry, code]);
  const genuine = await market.publish('dataOwner');
  await service.reachHead();

  const logs = await service.get(`/logs?blockNumberFrom=${before + 1}&sort=block&address=${assetRegistry}`);
  const { items } = z.object({ items: z.array(z.looseObject({})) }).parse(logs.body);
  expect(items.slice(0, said.length)).toMatchObject(said.map(({ topics, data }) => ({ topics, data })));
  for (const each of items.slice(0, said.length)) {
    expect(each).not.toHaveProperty('event');
    expect(each).not.toHaveProperty('arguments');
  }
  expect((await service.get(`/assets/${genuine}`)).status).toBe(200);
  expect((await fetch(`${service.url}/exports/logs.csv`)).status).toBe(200);

  const { url } = await testDatabase();
  const fresh = await startMirror({ chain: market.chain, url, finality: 64 });
  try {
    await fresh.reachHead();
    const assets = (await readTables(fresh.sql))['assets'];
    const listed = await service.get('/assets?limit=100&fields=tokenId');
    expect(z.object({ items: z.array(z.unknown()) }).parse(listed.body).items).toHaveLength(
      assets?.length ?? -1,
    );
  } finally {
    await fresh.stop();
  }
});
