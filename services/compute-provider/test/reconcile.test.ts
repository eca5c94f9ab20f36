import type { Chain } from '@atoll/chain/chain';
import { jobIdOf } from '@atoll/chain/job-id';
import { readJobState } from '@atoll/chain/read-job-state';
import { signQuote } from '@atoll/chain/sign';
import { simulateThenSend } from '@atoll/chain/write';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import type { Bytes32 } from '@atoll/schemas/ids';
import { type Order, orderFromWire, orderToWire, type QuoteOffer } from '@atoll/schemas/order';
import { testDatabase } from '@atoll/tests/support/test-database';
import { waitFor } from '@atoll/tests/support/wait';
import postgres from 'postgres';
import { concat, encodeAbiParameters, encodeEventTopics, type Hex, numberToHex } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reconcileJob } from '../src/jobs/reconcile-job.ts';
import { findJob } from '../src/store/job-row.ts';
import { giveQuote } from '../src/quotes/give-quote.ts';
import { type Market, openMarket, orderPair, reaches, requestFor, sendOrder, viewOf } from './market.ts';
import { type Pair, publishPair } from './publish.ts';

let market: Market;
let pair: Pair;
const database = await testDatabase();
beforeAll(async () => {
  market = await openMarket({ databaseUrl: database.url, slots: 20 });
  pair = await publishPair(market);
});
afterAll(() => market?.close());

const good = { 'metrics.json': '{"accuracy":1}' };
const zero: Bytes32 = `0x${'00'.repeat(32)}`;

let folds = 2;
/** Parameters that no other job has: identical jobs would be answered by the first one's outputs. */
function another(): { parameters: { folds: number } } {
  folds += 1;
  return { parameters: { folds } };
}

interface ForgedLog {
  readonly topics: Hex[];
  readonly data: Hex;
}

function parametersOf(name: 'JobOrdered' | 'JobEnded') {
  for (const item of jobsAbi)
    if (item.type === 'event' && item.name === name)
      return item.inputs.filter((input) => !('indexed' in input && input.indexed));
  throw new TypeError(`Jobs has no event ${name}`);
}

function orderedLog(offer: QuoteOffer, order: Order = orderFromWire(offer.order)): ForgedLog {
  const args = { jobId: offer.jobId, buyer: order.buyer, provider: order.provider };
  return {
    topics: topicsOf(encodeEventTopics({ abi: jobsAbi, eventName: 'JobOrdered', args })),
    data: encodeAbiParameters(parametersOf('JobOrdered'), [BigInt(offer.maximum), order]),
  };
}

/** An end with a full refund. */
function endedLog(jobId: Bytes32): ForgedLog {
  return {
    topics: topicsOf(encodeEventTopics({ abi: jobsAbi, eventName: 'JobEnded', args: { jobId } })),
    data: encodeAbiParameters(parametersOf('JobEnded'), [6, []]),
  };
}

function topicsOf(topics: readonly (Hex | Hex[] | null)[]): Hex[] {
  return topics.flatMap((topic) => (typeof topic === 'string' ? [topic] : []));
}

/** Contracts that emit whatever they are told: the first words of the call are the topics, the rest is the data. */
const emitters = {
  4: { address: `0x${'f4'.repeat(20)}`, code: '0x60803603806080600037606035604035602035600035846000a400' },
  2: { address: `0x${'f2'.repeat(20)}`, code: '0x60403603806040600037602035600035826000a200' },
};

/** Emits a log from a contract that is not the escrow. */
async function emitElsewhere({ topics, data }: ForgedLog): Promise<void> {
  const { address, code } = emitters[topics.length === 4 ? 4 : 2];
  await market.anvil.rpc('anvil_setCode', [address, code]);
  await market.anvil.rpc('eth_sendTransaction', [
    { from: market.wallets.stranger.address, to: address, data: concat([...topics, data]) },
  ]);
  await market.anvil.mine(1);
  const latest = numberToHex(
    await (await market.as('stranger')).publicClient.getBlockNumber({ cacheTime: 0 }),
  );
  const found = await market.anvil.rpc('eth_getLogs', [
    { address, fromBlock: '0x1', toBlock: latest, topics },
  ]);
  expect(found).toHaveLength(1);
}

/** The provider's context at a node that says what it is told to say when it is asked for logs. */
function atNode(logs: (said: unknown) => unknown): typeof market.ctx {
  const { publicClient } = market.ctx.chain;
  const lying: Chain['publicClient'] = new Proxy(publicClient, {
    get: (target, name, receiver): unknown =>
      name !== 'request'
        ? Reflect.get(target, name, receiver)
        : async (asked: { method: string; params?: readonly unknown[] }) => {
            const said = await market.anvil.rpc(asked.method, asked.params ?? []);
            return asked.method === 'eth_getLogs' ? logs(said) : said;
          },
  });
  return { ...market.ctx, chain: { ...market.ctx.chain, publicClient: lying } };
}

/** A log as a node shows it, said to be the escrow's, in a block that is there. */
async function asIfOfEscrow({ topics, data }: ForgedLog): Promise<object> {
  const block = await (await market.as('stranger')).publicClient.getBlock();
  return {
    address: market.book.contracts.jobs,
    topics,
    data,
    blockNumber: numberToHex(block.number),
    blockHash: block.hash,
    transactionHash: `0x${'77'.repeat(32)}`,
    transactionIndex: '0x0',
    logIndex: '0x0',
    removed: false,
  };
}

test('an order that another contract tells of is no order', async () => {
  const offer = await giveQuote(market.ctx, requestFor(market, pair, another()));
  await emitElsewhere(orderedLog(offer));
  expect(await reconcileJob(market.ctx, { jobId: offer.jobId })).toBe('done');
  expect((await viewOf(market, offer.jobId)).state).toBe('quoted');
  expect(await findJob(market.ctx, offer.jobId)).toBeUndefined();
});

test('an end that another contract tells of ends nothing', async () => {
  const hold = Promise.withResolvers<void>();
  market.engine.behave({ files: good, until: hold.promise });
  const { jobId } = await orderPair(market, pair, another());
  await reaches(market, jobId, 'running');
  await emitElsewhere(endedLog(jobId));
  expect(await reconcileJob(market.ctx, { jobId })).toBe('done');
  expect((await viewOf(market, jobId)).state).toBe('running');
  hold.resolve();
  expect(await reaches(market, jobId, 'released')).toMatchObject({ attempt: 1, settlement: 'settled' });
});

test('a node that makes up an order, or its end, changes nothing: the escrow has no record of it', async () => {
  const offer = await giveQuote(market.ctx, requestFor(market, pair, another()));
  const forged = await asIfOfEscrow(orderedLog(offer));
  expect(
    await reconcileJob(
      atNode(() => [forged]),
      { jobId: offer.jobId },
    ),
  ).toBe('waiting');
  expect(await findJob(market.ctx, offer.jobId)).toBeUndefined();

  const hold = Promise.withResolvers<void>();
  market.engine.behave({ files: good, until: hold.promise });
  const { jobId } = await orderPair(market, pair, another());
  await reaches(market, jobId, 'running');
  const end = await asIfOfEscrow(endedLog(jobId));
  const lying = atNode((said) => (Array.isArray(said) ? [...said, end] : said));
  expect(await reconcileJob(lying, { jobId })).toBe('waiting');
  expect((await viewOf(market, jobId)).state).toBe('running');
  hold.resolve();
  await reaches(market, jobId, 'released');
});

test('an order that was changed after the quote is neither taken by the escrow nor by the provider', async () => {
  const offer = await giveQuote(market.ctx, requestFor(market, pair, another()));
  const changed = { ...offer, order: { ...offer.order, maxSeconds: offer.order.maxSeconds + 1 } };
  await expect(sendOrder(market, changed)).rejects.toThrow();

  // The order itself is on chain, and a node shows another one in its place.
  market.engine.behave({ files: good });
  const real = await giveQuote(market.ctx, requestFor(market, pair, another()));
  const order: Order = { ...orderFromWire(real.order), maxSeconds: 1, recipient: zero };
  const forged = await asIfOfEscrow(orderedLog(real, order));
  await sendOrder(market, real);
  await reconcileJob(
    atNode(() => [forged]),
    { jobId: real.jobId },
  );
  const job = await reaches(market, real.jobId, 'released');
  expect(job.order).toEqual(real.order);
});

test('an order that bears the signature of this provider and that it never quoted is refused and paid back', async () => {
  const quoted = await giveQuote(market.ctx, requestFor(market, pair, another()));
  const order: Order = { ...orderFromWire(quoted.order), salt: `0x${'5a'.repeat(32)}` };
  const deployment = { chainId: market.ctx.chain.chainId, jobs: market.ctx.chain.addresses.jobs };
  const jobId = jobIdOf(order, deployment);
  const { validUntil } = quoted;
  const signature = await signQuote(market.ctx.operator, { jobId, validUntil }, deployment);
  const runs = market.engine.started.length;
  await sendOrder(market, { ...quoted, jobId, order: orderToWire(order), signature });
  await waitFor('the order to be seen', async () => (await findJob(market.ctx, jobId)) !== undefined);
  expect(await reaches(market, jobId, 'refused')).toMatchObject({
    reason: 'order_mismatch',
    settlement: 'refunded',
  });
  expect(market.engine.started).toHaveLength(runs);
});

test('an order whose events were all dropped is run and settled, by the scan alone', async () => {
  market.engine.behave({ files: good });
  const offer = await giveQuote(market.ctx, requestFor(market, pair, another()));
  await market.restart(async () => {
    await sendOrder(market, offer);
    await forgetEvents();
  });
  await reaches(market, offer.jobId, 'released');
});

test('an end whose events were all dropped ends the job, by the scan alone', async () => {
  const hold = Promise.withResolvers<void>();
  market.engine.behave({ files: good, until: hold.promise });
  const { jobId, order } = await orderPair(market, pair, another());
  await reaches(market, jobId, 'running');
  await market.restart(async () => {
    await market.anvil.rpc('evm_setNextBlockTimestamp', [order.runBy + 1]);
    await simulateThenSend(await market.as('stranger'), {
      address: market.book.contracts.jobs,
      abi: jobsAbi,
      functionName: 'expire',
      args: [orderFromWire(order)],
    });
    await forgetEvents();
  });
  expect(await reaches(market, jobId, 'expired')).toMatchObject({ settlement: 'refunded' });
  hold.resolve();
  expect((await readJobState(market.ctx.chain, jobId)).state).toBe('ended');
});

test('a node that shows no end of a job which the escrow has ended is asked again', async () => {
  market.engine.behave({ files: good });
  const { jobId } = await orderPair(market, pair, another());
  await reaches(market, jobId, 'released');
  const silent = atNode((said) => (Array.isArray(said) ? said.slice(0, 1) : said));
  expect(await reconcileJob(silent, { jobId })).toBe('waiting');
  expect(await reconcileJob(market.ctx, { jobId })).toBe('done');
});

/** The next process believes that it has read the chain to its head, and the events lie deeper than it reads again. */
async function forgetEvents(): Promise<void> {
  await market.anvil.rpc('anvil_mine', ['0x50', '0x0']);
  const { publicClient } = await market.as('stranger');
  const block = await publicClient.getBlock();
  const sql = postgres(database.url, { max: 1 });
  try {
    await sql`update compute_provider.chain_cursor set number = ${Number(block.number)}, hash = ${block.hash}`;
  } finally {
    await sql.end();
  }
}
