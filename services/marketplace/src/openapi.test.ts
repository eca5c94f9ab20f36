import { Address, Bytes32 } from '@atoll/schemas/ids';
import { mintAsset } from '@atoll/sdk/mint-asset';
import { digestOfCid, parseCid } from '@atoll/storage/digest';
import { CatalogueEntry, PinView } from '@atoll/schemas/marketplace-api';
import { Problem } from '@atoll/schemas/problem';
import { signedRequestHeader } from '@atoll/schemas/signed-request';
import { testDatabase } from '@atoll/tests/support/test-database';
import {
  type GeneratedRequest,
  readDescription,
  requestsTo,
  type Route,
} from '@atoll/tests/support/openapi/requests';
import { waitFor } from '@atoll/tests/support/wait';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { algorithmBytes, datasetBytes, documentedCommitment } from '../test/documents.ts';
import { type LocalChain, localChain } from '../test/local-chain.ts';
import { markets, sign, wallet } from '../test/market.ts';
import { verbs } from './prepare/verbs.ts';

/** Requests of a run; RUNS of a longer one. */
const runs = Number(process.env['API_RUNS'] ?? 600);

const indexed = await testDatabase();
const openMarketplace = await markets();
let local: LocalChain;
beforeAll(async () => {
  const documents = [datasetBytes(), algorithmBytes()];
  local = await localChain({ databaseUrl: indexed.url, documents });
}, 60_000);
afterAll(() => local.stop());

/** Something of each kind that the service knows, so that good requests find something. */
async function stage() {
  const owner = await local.somebody();
  const { wallet: _wallet, ...chain } = owner.chain;
  const market = await openMarketplace({
    indexerUrl: local.indexerUrl,
    deployment: local.market.book,
    chain,
    hosted: true,
    keep: true,
    writesPerMinute: 1_000_000,
    heavyReadsPerMinute: 1_000_000,
  });
  const author = wallet();
  const token = Address.parse(local.market.token);
  const publish = async (kind: 'dataset' | 'algorithm', bytes: Uint8Array) => {
    const { cid } = PinView.parse(await (await market.sendBlock(author, bytes)).json());
    const metadataDigest = Bytes32.parse(digestOfCid(parseCid(cid)));
    const commitment =
      kind === 'dataset' ? { commitment: Bytes32.parse(digestOfCid(documentedCommitment)) } : {};
    const minted = await mintAsset(owner, {
      ...{ kind, metadataDigest, terms: { token, price: 1_000_000n, provider: token } },
      ...commitment,
    });
    return { ...minted, cid };
  };
  const published = [await publish('dataset', datasetBytes()), await publish('algorithm', algorithmBytes())];
  await local.indexed();
  // Of one whose document is still to be read the service says that its content is unavailable, which is a fault of its own.
  await waitFor('the documents to be read', async () => {
    const entries = published.map(async ({ id }) =>
      CatalogueEntry.safeParse(
        await (await market.app.request(`/catalogue/${encodeURIComponent(id)}`)).json(),
      ),
    );
    return (await Promise.all(entries)).every(({ data }) => data?.documentStatus === 'verified');
  });
  const registry = chain.addresses.assetRegistry;
  const likely = [
    ...[owner.account.address, token, author.address, registry, `0x${'5'.repeat(64)}`],
    ...published.flatMap(({ id, tokenId, cid, metadataDigest }) => [id, `${tokenId}`, cid, metadataDigest]),
    'bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy',
    ...['0', '1', '5', '20', '1000000', 'true', 'false', 'raw', 'car', 'reef', 'dataset', '0x', '0x1234'],
  ];
  return { market, likely };
}

const isPrepared = ({ path }: Route): boolean => path.startsWith('/prepare/');

/** The header of a wallet that signs this very request, where the route wants one and the run does. */
async function signed(request: GeneratedRequest): Promise<Record<string, string>> {
  const header = await sign(wallet(), request.url, Buffer.from(request.body ?? ''), {
    method: request.method,
    uncovered: request.contentType === 'application/vnd.ipld.car',
  });
  return { [signedRequestHeader]: header };
}

test('every request, as described or not, is answered, and each refusal says what is wrong and what to do', async () => {
  const { market, likely } = await stage();
  const { routes, resolve } = readDescription(await (await market.app.request('/openapi.json')).json());
  const prepared = routes.filter(isPrepared).map(({ path }) => path.slice('/prepare/'.length));
  expect(prepared.sort()).toEqual(Object.keys(verbs).sort());
  const answered = new Map<string, number>();
  const asked = new Set<string>();
  const ask = async (request: GeneratedRequest, signs: boolean) => {
    const { method, url, body, contentType, route } = request;
    asked.add(route.path);
    const response = await market.app.request(url, {
      method,
      headers: {
        ...(contentType === undefined ? {} : { 'content-type': contentType }),
        ...(signs ? await signed(request) : {}),
      },
      ...(body === undefined || method === 'GET' ? {} : { body }),
    });
    const text = await response.text();
    const shown = `${method} ${url} ${body ?? ''} answered ${response.status} ${text.slice(0, 300)}`;
    expect(response.status, shown).toBeLessThan(500);
    // What the contracts refuse comes with many statuses: none of them is missing from the description.
    if (isPrepared(route)) expect(route.statuses, shown).toContain(`${response.status}`);
    if (response.status < 400) {
      answered.set(route.path, (answered.get(route.path) ?? 0) + 1);
      return;
    }
    expect(response.headers.get('content-type'), shown).toBe('application/problem+json');
    const problem = Problem.parse(JSON.parse(text));
    expect(problem.status, shown).toBe(response.status);
    expect(problem.hint, shown).not.toBe('');
  };
  const askRandomly = (of: readonly Route[], numRuns: number) =>
    fc.assert(fc.asyncProperty(requestsTo(of, { resolve, likely }), fc.boolean(), ask), { numRuns });
  await askRandomly(routes, runs);
  for (const route of routes) if (!asked.has(route.path)) await askRandomly([route], 5);
  // Else the requests would be too strange to tell anything.
  expect([...answered.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(runs / 20);
  for (const path of ['/pins', '/pins/{cid}', '/statements/{account}', '/catalogue', '/prepare/delegate']) {
    // Of a few hundred requests to all routes one may have had none that could succeed.
    if (!answered.has(path))
      await askRandomly(
        routes.filter((route) => route.path === path),
        100,
      );
    expect([...answered.keys()]).toContain(path);
  }
}, 240_000);
