import { testDatabase } from '@atoll/tests/support/test-database';
import { waitFor } from '@atoll/tests/support/wait';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Resource } from './api/resource/compiled.ts';
import { allResources } from './api/resources/all.ts';
import { connectTo, type Sql } from './store/connection.ts';
import { identifyTables } from './store/cursor.ts';
import { reindex } from './store/reindex.ts';
import { digestOf, randomDigest } from './testing/actor.ts';
import { bytesOf, datasetDocument } from './testing/documents.ts';
import { type Market, startMarket } from './testing/market.ts';
import { startTestService, type TestService } from './testing/service.ts';

/** Assets with a document so large that an export of them is not sent before somebody reads it. */
const copies = 17;
/** Who ask at once while tables are swapped. */
const askers = 4;
const commitment = randomDigest();
const bytes = bytesOf(datasetDocument({ commitment }));
const document = { metadataDigest: digestOf(bytes), commitment };

let market: Market;
let service: TestService;
let url: string;
let sql: Sql;
/** A block above finality, after an order and before its end. */
let past: number;
beforeAll(async () => {
  market = await startMarket();
  ({ url } = await testDatabase());
  service = await startTestService({ market, url });
  await service.storage.putDocument(bytes);
  for (let n = 0; n < copies; n += 1) await market.publish('dataOwner', document);
  const price = 1_000_000n;
  const dataset = { ...document, assetId: await market.publish('dataOwner', document), price };
  const metadataDigest = randomDigest();
  const algorithmId = await market.publish('algorithmAuthor', { kind: 'algorithm', metadataDigest });
  const algorithm = { assetId: algorithmId, metadataDigest, price };
  await market.approve('dataOwner', dataset.assetId, algorithm, (await market.now()) + 86_400);
  const order = await market.draft(
    { ...dataset, payee: market.wallets.dataOwner.address },
    { ...algorithm, payee: market.wallets.algorithmAuthor.address },
  );
  await market.order(order);
  past = Number((await market.chain.publicClient.getBlock()).number);
  await market.anvil.rpc('evm_increaseTime', [60]);
  await market.settle(order, 'released', 30);
  await service.reachHead();
  await waitFor('the documents being examined', async () => {
    const { body } = await service.get('/documents?status=pending');
    return JSON.stringify(body) === '{"items":[]}';
  });
  sql = connectTo({ url, chainId: market.chain.chainId, application: 'test', connections: 3 });
  await sql`
    update documents set body = body || jsonb_build_object('filling', repeat('x', ${2 ** 20}::integer))
    where digest = ${document.metadataDigest}`;
});
afterAll(async () => {
  await sql.end();
  await service.stop();
  await market.stop();
});

/** Keeps whoever makes an index, or renames the second schema of a swap, waiting before it does. */
async function holdCommands() {
  await sql`create sequence public.renames`;
  await sql`
    create function public.wait_for_test() returns event_trigger language plpgsql as $$ begin
      perform pg_advisory_xact_lock_shared(hashtext(
        case tg_tag when 'ALTER SCHEMA' then 'rename ' || nextval('public.renames') else tg_tag end
      ));
    end $$`;
  await sql`
    create event trigger wait_for_test on ddl_command_start when tag in ('CREATE INDEX', 'ALTER SCHEMA')
    execute function public.wait_for_test()`;
  const hold = async (command: string) => {
    const held = Promise.withResolvers<undefined>();
    const released = Promise.withResolvers<undefined>();
    const ended = sql.begin(async (transaction) => {
      await transaction`select pg_advisory_xact_lock(hashtext(${command}))`;
      held.resolve(undefined);
      await released.promise;
    });
    await held.promise;
    const release = async () => {
      released.resolve(undefined);
      await ended;
    };
    onTestFinished(release);
    return {
      waited: () =>
        waitFor(`somebody waiting to ${command}`, async () => {
          const [waiting] = await sql`
            select from pg_locks where locktype = 'advisory' and not granted
              and objid = hashtext(${command})::bit(32)::bigint::oid and database = (select oid from pg_database where datname = current_database())`;
          return waiting !== undefined;
        }),
      release,
    };
  };
  return { making: await hold('CREATE INDEX'), swapping: await hold('rename 2') };
}

interface Page {
  items: Record<string, unknown>[];
  next?: string;
}

/** The items of a listing, a page at a time. */
async function* pagesOf(path: string): AsyncGenerator<unknown[]> {
  let next: string | undefined;
  do {
    const { status, body } = await service.get(next === undefined ? path : `${path}&cursor=${next}`);
    expect([path, status, body]).toEqual([path, 200, body]);
    const page = body as Page;
    yield page.items;
    next = page.next;
  } while (next !== undefined);
}

async function restOf<T>(pages: AsyncGenerator<T>): Promise<T[]> {
  const rest: T[] = [];
  for await (const page of pages) rest.push(page);
  return rest;
}

/** A question, and the body of one that is sent by POST. */
interface Question {
  path: string;
  body?: string;
}

/** What is asked again and again: every listing of now and of the past block, and what is computed. */
function questions(): Question[] {
  const { token, wallets } = market;
  const provider = wallets.provider.address;
  const query = `{
    jobs(first: 5, asOf: ${past}) { items { jobId state maximum paymentItems(first: 5) { amount } algorithmAsset { owner } } }
    earnings(first: 5) { items { account amount } }
    providers(first: 5) { items { provider environmentItems(first: 2) { environment } } }
  }`;
  const computed = [
    `/providers/${provider}/standing?token=${token}`,
    `/reputations?token=${token}`,
    `/claimable-dividends?account=${provider}`,
  ];
  const listings = Object.values<Resource>(allResources).flatMap(({ shape, binding }) => {
    const path = `/${shape.path}?limit=3`;
    return binding.kind === 'read' ? [path] : [path, `${path}&asOf=${past}`];
  });
  return [
    { path: '/graphql', body: JSON.stringify({ query }) },
    ...[...computed, ...listings].map((path) => ({ path })),
  ];
}
const files = ['/exports/jobs.csv', '/exports/logs.csv', '/exports/earnings.parquet'].map((path) => ({
  path,
}));

/** Asks, and expects of each block the answer that was given before. */
function openAsker() {
  const answers = new Map<string, string>();
  return async ({ path, body }: Question): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const sent = body === undefined ? {} : { method: 'POST', body, headers };
    const response = await fetch(`${service.url}${path}`, sent);
    const text = Buffer.from(await response.arrayBuffer()).toString('latin1');
    expect(response.status, `${path} ${text}`).toBe(200);
    const key = `${path} ${response.headers.get('atoll-block') ?? ''}`;
    expect(text, key).toBe(answers.get(key) ?? text);
    answers.set(key, text);
  };
}

/** Questions in flight until they are ended, by several who ask. */
function keepAsking(ask: (question: Question) => Promise<void>, asked: readonly Question[]) {
  let isEnded = false;
  const one = async (_each: unknown, at: number) => {
    // Each begins elsewhere.
    for (let next = at * 7; !isEnded; next += 1) await ask(asked[next % asked.length] ?? { path: '/assets' });
  };
  const ended = Promise.allSettled(Array.from({ length: askers }, one));
  const end = async () => {
    isEnded = true;
    expect((await ended).filter(({ status }) => status === 'rejected')).toEqual([]);
  };
  onTestFinished(() => {
    isEnded = true;
  });
  return end;
}

test('while projections are rebuilt and swapped every question is answered, pages and files go on, and so does the mirror', async () => {
  const tablesNow = async () => (await identifyTables(sql))[0]?.tables;
  const before = await tablesNow();
  const ask = openAsker();
  const asked = questions();
  const askAll = () => Promise.all(asked.map(ask));
  const askFiles = async () => {
    for (const file of files) await ask(file);
  };
  await askAll();
  await askFiles();
  const listings = ['/assets?limit=7', '/logs?limit=40', '/payments?limit=2', '/job-states?limit=1'];
  const walks = listings.flatMap((path) => [path, `${path}&asOf=${past}`]);
  const wholes = await Promise.all(walks.map((path) => restOf(pagesOf(path))));
  const file = `${service.url}/exports/assets.csv?include=document&asOf=${past}`;
  const { body } = await service.get(`/assets?limit=100&asOf=${past}`);
  const listed = (body as Page).items.map(({ id }) => id);

  const { making, swapping } = await holdCommands();
  const walked = walks.map((walk) => pagesOf(walk));
  const firsts = await Promise.all(walked.map(async (pages) => (await pages.next()).value));
  const rebuilt = reindex({ url, chainId: market.chain.chainId });
  await making.waited();
  const endFlights = keepAsking(ask, asked);
  await market.publish('stranger', document);
  await service.reachHead();
  const streamed = await fetch(file);
  await making.release();

  await swapping.waited();
  // The writer waits for the swap with this one.
  await market.publish('stranger', document);
  await askAll();
  await swapping.release();
  await waitFor('the swap', async () => (await tablesNow()) !== before);
  await service.reachHead();
  await askAll();
  await endFlights();
  const rests = await Promise.all(walked.map((pages) => restOf(pages)));
  expect(rests.map((rest, at) => [firsts[at], ...rest])).toEqual(wholes);
  const [rows] = await sql<{ file: bigint }[]>`
    select count(*) as file from pg_stat_activity
    where datname = current_database() and state <> 'idle' and query like 'fetch%export'`;
  expect(rows?.file).toBe(1n);
  const lines = (await streamed.text()).trimEnd().split('\r\n').slice(1);
  expect(lines.map((line) => line.split(',')[0])).toEqual(listed);
  await askFiles();
  await rebuilt;
});
