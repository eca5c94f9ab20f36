import { randomBytes } from 'node:crypto';
import { ApprovalRequest, InboxRequest } from '@atoll/schemas/desk';
import { AtollError } from '@atoll/schemas/error';
import { testDatabase } from '@atoll/tests/support/test-database';
import { waitFor } from '@atoll/tests/support/wait';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { approveAlgorithm } from '../src/approvals/approve-algorithm.ts';
import { withdrawRequest } from '../src/desk/decide-request.ts';
import { listRequests } from '../src/desk/list-requests.ts';
import { requestApproval } from '../src/desk/request-approval.ts';
import { ask, type AskOptions, codeOf, type Market, openMarket, orderPair, reaches } from './market.ts';
import { newVersion, update } from './new-version.ts';
import { approveOnChain, type Pair, publishPair } from './publish.ts';

let market: Market;
const database = await testDatabase();
beforeAll(async () => {
  market = await openMarket({ databaseUrl: database.url, slots: 16 });
});
afterAll(() => market?.close());

const unknown = `0x${'ab'.repeat(32)}` as const;
const questionOf = (pair: Pair, message = 'may I train on the reef?') => ({
  datasetId: pair.datasetId.toString(),
  algorithmId: pair.algorithmId.toString(),
  metadataDigest: pair.algorithmDigest,
  message,
});
const send = (json: unknown, as: AskOptions['as'] = 'buyer') =>
  ask(market, 'POST', '/requests', { json, ...(as === undefined ? {} : { as }) });
const sent = async (json: unknown, as?: AskOptions['as']) => {
  const response = await send(json, as);
  expect(response.status).toBe(200);
  return ApprovalRequest.parse(await response.json());
};
const inbox = async () => {
  const response = await ask(market, 'GET', '/requests', { as: 'dataOwner' });
  return z.array(InboxRequest).parse(await response.json());
};
const unapproved = () => publishPair(market, { approveHere: false });

test('a request reaches the inbox with what would run, and who asked reads that it was rejected and why', async () => {
  const request = await sent(questionOf(await unapproved()));
  const [held] = await inbox();
  expect(held).toMatchObject({
    ...request,
    state: 'open',
    message: 'may I train on the reef?',
    imageDigest: `sha256:${'cd'.repeat(32)}`,
    manifest: { entrypoint: ['/train'], environment: {}, outputs: [{ name: 'metrics.json' }] },
    escaped: [],
  });
  expect(held).not.toHaveProperty('changes');
  const reject = (as: AskOptions['as'], reason: string) =>
    ask(market, 'POST', `/requests/${request.id}/reject`, {
      json: { reason },
      ...(as === undefined ? {} : { as }),
    });
  expect(await codeOf(await reject('buyer', 'mine'))).toBe('not_allowed');
  expect((await reject('dataOwner', 'the outputs are too fine')).status).toBe(200);
  expect(await codeOf(await reject('dataOwner', 'again'))).toBe('conflict');
  const seen = ApprovalRequest.parse(
    await (await ask(market, 'GET', `/requests/${request.id}`, { as: 'buyer' })).json(),
  );
  expect(seen).toMatchObject({ state: 'rejected', reason: 'the outputs are too fine' });
  expect(await (await ask(market, 'GET', '/requests/mine', { as: 'buyer' })).json()).toContainEqual(seen);
  expect((await inbox()).map(({ id }) => id)).not.toContain(request.id);
});

test('a request is there for who asked and for the custodian, and for nobody else', async () => {
  const request = await sent(questionOf(await unapproved()));
  for (const [method, as, expected] of [
    ['GET', 'stranger', 'not_found'],
    ['DELETE', 'stranger', 'not_found'],
    ['DELETE', 'dataOwner', 'not_found'],
    ['GET', undefined, 'sign_in_required'],
  ] as const) {
    const options = as === undefined ? {} : { as };
    expect(await codeOf(await ask(market, method, `/requests/${request.id}`, options))).toBe(expected);
  }
  expect(await codeOf(await ask(market, 'GET', '/requests', { as: 'buyer' }))).toBe('not_allowed');
  expect(await (await ask(market, 'GET', '/requests/mine', { as: 'stranger' })).json()).toEqual([]);
  expect((await ask(market, 'GET', `/requests/${request.id}`, { as: 'dataOwner' })).status).toBe(200);
  expect((await ask(market, 'DELETE', `/requests/${request.id}`, { as: 'buyer' })).status).toBe(200);
  expect(await codeOf(await ask(market, 'DELETE', `/requests/${request.id}`, { as: 'buyer' }))).toBe(
    'conflict',
  );
});

test('asking again is asking once, also at the same time; another account’s request is its own', async () => {
  const question = questionOf(await unapproved());
  const requester = market.wallets.buyer.address;
  const same = await Promise.all(
    [1, 2, 3].map(() => requestApproval(market.ctx, { ...question, requester })),
  );
  expect(new Set(same.map(({ id }) => id)).size).toBe(1);
  const other = await sent({ ...question, message: 'me too' }, 'stranger');
  expect(other.id).not.toBe(same[0]?.id);
  const { id } = await sent({ ...question, message: 'another sentence' });
  expect(id).toBe(same[0]?.id);
});

test('what is approved is the copy of the request: nothing is fetched twice, and every request for it is answered', async () => {
  const pair = await unapproved();
  const request = await sent(questionOf(pair));
  const other = await sent(questionOf(pair), 'stranger');
  const { ctx } = market;
  const fetched: string[] = [];
  const getDocument = (cid: { toString(): string }) => {
    fetched.push(cid.toString());
    return Promise.reject(new Error('nobody has it any more'));
  };
  const away = { ...ctx, storage: { ...ctx.storage, getDocument } };
  expect((await listRequests(away)).map(({ id }) => id)).toContain(request.id);
  const { message: _message, ...approval } = questionOf(pair);
  await approveAlgorithm(away, approval);
  expect(fetched).toEqual([]);
  for (const [id, as] of [
    [request.id, 'buyer'],
    [other.id, 'stranger'],
  ] as const)
    expect(await (await ask(market, 'GET', `/requests/${id}`, { as })).json()).toMatchObject({
      state: 'approved',
    });
  const { sql } = ctx.database;
  expect(
    await sql`select 1 from compute_provider.request_documents where metadata_digest = ${pair.algorithmDigest}`,
  ).toHaveLength(0);
  expect(await codeOf(await send(questionOf(pair)))).toBe('conflict');
  market.engine.behave({ files: { 'metrics.json': '{}' } });
  await reaches(market, (await orderPair(market, pair)).jobId, 'released');
});

test('a copy that was changed in the database is not what is approved', async () => {
  const pair = await unapproved();
  await sent(questionOf(pair));
  const { sql } = market.ctx.database;
  await sql`update compute_provider.request_documents
    set document = ${Buffer.from('{"atoll":{}}')} where metadata_digest = ${pair.algorithmDigest}`;
  const [held] = await inbox();
  expect(held?.manifest).toMatchObject({ entrypoint: ['/train'] });
});

test('the next version of an approved algorithm comes with what is new in it, what may leave first', async () => {
  const pair = await publishPair(market);
  const [output] = [{ name: 'rows.csv', type: 'csv', maxBytes: 10_000, required: true } as const];
  const next = await newVersion(market, pair, {
    manifest: { outputs: [output], entrypoint: ['/train', '--all'] },
  });
  await sent(questionOf(next));
  const [held] = await inbox();
  expect(held?.previous).toMatchObject({ metadataDigest: pair.algorithmDigest });
  expect(held?.changes?.map(({ part, change, pointer }) => `${change} ${part} ${pointer}`)).toEqual([
    'added outputs /outputs/0',
    'removed outputs /outputs/0',
    'changed entrypoint /entrypoint',
  ]);
});

test('no more requests of an account are open than it may have, and one that is withdrawn makes room', async () => {
  const pair = await unapproved();
  const signer = market.wallets.treasury.address;
  const limit = market.ctx.settings.openRequestsPerAccount;
  const versions: Pair[] = [pair];
  for (let index = 0; index < limit; index += 1)
    versions.push(await publishPair(market, { approveHere: false, approveOnChain: false }));
  const requests: ApprovalRequest[] = [];
  for (const each of versions.slice(0, limit))
    requests.push(await requestApproval(market.ctx, { ...questionOf(each), requester: signer }));
  const last = questionOf(versions[limit] ?? pair);
  expect(await codeOf(await send(last, 'treasury'))).toBe('too_many_requests');
  expect((await ask(market, 'DELETE', `/requests/${requests[0]?.id}`, { as: 'treasury' })).status).toBe(200);
  expect((await send(last, 'treasury')).status).toBe(200);
});

test('one account cannot have documents fetched without end', async () => {
  const { app } = { app: market.app() };
  const json = { ...questionOf(await unapproved()), metadataDigest: unknown };
  const codes = new Set<string>();
  for (let index = 0; index < 31; index += 1)
    codes.add(await codeOf(await ask(market, 'POST', '/requests', { as: 'provider', json, app })));
  expect([...codes]).toEqual(['stale_version', 'too_many_requests']);
});

test('nothing can be asked for that is not there to be approved', async () => {
  const pair = await unapproved();
  const question = questionOf(pair);
  for (const [changes, expected] of [
    [{ datasetId: '42' }, 'asset_unknown'],
    [{ datasetId: pair.algorithmId.toString() }, 'dataset_unknown'],
    [{ algorithmId: pair.datasetId.toString() }, 'asset_unknown'],
    [{ metadataDigest: unknown }, 'stale_version'],
    [{ datasetId: '1'.repeat(80) }, 'malformed_request'],
  ] as const)
    expect(await codeOf(await send({ ...question, ...changes })), expected).toBe(expected);
  const nowhere = `0x${randomBytes(32).toString('hex')}` as const;
  await update(market, pair.algorithmId, nowhere);
  expect(await codeOf(await send({ ...question, metadataDigest: nowhere }))).toBe('content_unavailable');
});

test('an algorithm whose parameters could not be checked is refused before anybody reads of it', async () => {
  const next = await newVersion(market, await unapproved(), {
    manifest: { parameters: { type: 'string', pattern: '(a+)+$' } },
  });
  expect(await codeOf(await send(questionOf(next)))).toBe('malformed_metadata');
});

const hostile = {
  'a terminal escape': 'all fine\u001b[2J\u001b[1;31m',
  'a bell and a back space': 'fine\u0007\u0008',
  'a right-to-left override': 'pay \u202e001\u202c',
  'an isolate': '\u2066hidden\u2069',
  'a zero width space': 'a\u200bb',
  'a NUL': 'a\u0000b',
  'a lone surrogate': 'a\ud800b',
  'no words': ' \n ',
  'too many words': 'x'.repeat(2001),
};
test.each(Object.entries(hostile))('a message with %s is refused', async (_name, message) => {
  const question = questionOf({
    datasetId: 1n,
    datasetDigest: unknown,
    algorithmId: 2n,
    algorithmDigest: unknown,
  });
  expect(await codeOf(await send({ ...question, message }))).toBe('malformed_request');
  const path = `/requests/${unknown}/reject`;
  expect(await codeOf(await ask(market, 'POST', path, { as: 'dataOwner', json: { reason: message } }))).toBe(
    'malformed_request',
  );
});

test('markup and formulae in a message stay characters of a JSON string', async () => {
  const message = '<img src=x onerror=alert(1)>\n=HYPERLINK("http://127.0.0.1","x") {{7*7}} می‌خواهم';
  const { id } = await sent(questionOf(await unapproved(), message), 'algorithmAuthor');
  const response = await ask(market, 'GET', '/requests', { as: 'dataOwner' });
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(z.array(InboxRequest).parse(await response.json())).toContainEqual(
    expect.objectContaining({ id, message }),
  );
});

test('unseen characters of a document, which its digest covers, are written out for the reader and named', async () => {
  const pair = await publishPair(market);
  await approveOnChain(market, pair);
  const next = await newVersion(market, pair, {
    name: 'train\u202egnp.sh',
    manifest: { entrypoint: ['/train\u200b', '\u001b[8m'], environment: { MODE: 'a\u2066b' } },
  });
  const request = await sent(questionOf(next), 'algorithmAuthor');
  const response = await ask(market, 'GET', '/requests', { as: 'dataOwner' });
  const text = await response.text();
  expect(text).not.toMatch(/\\u001b|\\u202e|[\u001b\u200b\u202e\u2066]/u);
  const held = z
    .array(InboxRequest)
    .parse(JSON.parse(text))
    .find(({ id }) => id === request.id);
  expect(held).toMatchObject({
    algorithm: { name: 'train⟨U+202E⟩gnp.sh' },
    manifest: { entrypoint: ['/train⟨U+200B⟩', '⟨U+001B⟩[8m'], environment: { MODE: 'a⟨U+2066⟩b' } },
  });
  expect(held?.escaped).toEqual(
    expect.arrayContaining(['/algorithm/name', '/manifest/entrypoint/0', '/manifest/environment/MODE']),
  );
  expect(held?.escaped.some((pointer) => pointer.startsWith('/changes/'))).toBe(true);
});

test('the document of a request that is being made is not forgotten with another one that ends meanwhile', async () => {
  const pair = await unapproved();
  const first = await sent(questionOf(pair));
  const { ctx } = market;
  const making = postgres(database.url, { max: 1 });
  const commit = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  // As `requestApproval` does it: it found the document that is kept, and has not committed yet.
  const made = making.begin(async (sql) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('atoll.approval-requests', 0))`;
    await sql`insert into compute_provider.approval_requests
      (id, dataset_id, algorithm_id, metadata_digest, requester, message, state, created_at)
      select ${unknown}, dataset_id, algorithm_id, metadata_digest, ${market.wallets.treasury.address}, message, state, created_at
      from compute_provider.approval_requests where id = ${first.id}`;
    begun.resolve();
    await commit.promise;
  });
  await begun.promise;
  const withdrawn = withdrawRequest(ctx, { id: first.id, requester: market.wallets.buyer.address });
  const waits = waitFor('the withdrawal to wait', async () => {
    const held = await ctx.database.sql`
      select from pg_locks where locktype = 'advisory' and not granted
        and database = (select oid from pg_database where datname = current_database())`;
    return held.length > 0;
  });
  waits.catch(() => undefined);
  await Promise.race([withdrawn, waits]);
  commit.resolve();
  await made;
  await making.end();
  await withdrawn;
  expect(
    await ctx.database
      .sql`select from compute_provider.request_documents where metadata_digest = ${pair.algorithmDigest}`,
  ).toHaveLength(1);
});

test('a request whose document is gone is shown as such, and blinds nobody to the others', async () => {
  const gone = await sent(questionOf(await unapproved()), 'algorithmAuthor');
  const other = await sent(questionOf(await unapproved()), 'algorithmAuthor');
  const { ctx } = market;
  await ctx.database
    .sql`delete from compute_provider.request_documents where metadata_digest = ${gone.metadataDigest}`;
  const getDocument = () => Promise.reject(new ContentGone());
  const found = await listRequests({ ...ctx, storage: { ...ctx.storage, getDocument } });
  expect(found.find(({ id }) => id === gone.id)).toMatchObject({
    ...gone,
    missing: 'nobody has it any more',
  });
  expect(found.find(({ id }) => id === gone.id)).not.toHaveProperty('manifest');
  expect(found.find(({ id }) => id === other.id)?.manifest).toMatchObject({ entrypoint: ['/train'] });
});

class ContentGone extends AtollError {
  constructor() {
    super({ code: 'content_unavailable', message: 'nobody has it any more', hint: 'pin it again' });
  }
}
