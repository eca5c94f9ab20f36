import { expect, test } from 'vitest';
import { contract, scriptedNode } from '../test/scripted-node.ts';
import { follow } from './follow.ts';
import { type FollowEvent, type FollowParameters } from './follow-types.ts';

/** Follows until `done` says so, then stops; never longer than two seconds. */
async function collect(
  node: ReturnType<typeof scriptedNode>,
  parameters: Partial<FollowParameters>,
  done: (events: readonly FollowEvent[]) => boolean,
): Promise<FollowEvent[]> {
  const enough = new AbortController();
  const events: FollowEvent[] = [];
  for await (const event of follow({
    chain: node.chain,
    from: { number: 1 },
    addresses: [contract],
    finality: 3,
    ...parameters,
    signal: AbortSignal.any([enough.signal, AbortSignal.timeout(2000)]),
  })) {
    events.push(event);
    if (done(events)) enough.abort();
  }
  return events;
}

const blocksOf = (events: readonly FollowEvent[]) =>
  events.flatMap((event) => (event.type === 'blocks' ? event.blocks.map((block) => block.number) : []));
const logsOf = (events: readonly FollowEvent[]) =>
  events.flatMap((event) => (event.type === 'blocks' ? event.logs.map((log) => log.blockNumber) : []));
const reached = (number: number) => (events: readonly FollowEvent[]) => blocksOf(events).includes(number);
const count = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

test('every log is read once, in order, and blocks above finality come with every header', async () => {
  const node = scriptedNode();
  node.mine(41, { logs: 2 });
  const events = await collect(node, { maxSpan: 7 }, reached(40));
  expect(logsOf(events)).toEqual(count(1, 40).flatMap((number) => [number, number]));
  expect(blocksOf(events)).toEqual(count(1, 40));
  const times = events.flatMap((event) => (event.type === 'blocks' ? event.logs : []));
  expect(times.every((log) => log.blockTimestamp === 1000 + log.blockNumber)).toBe(true);
});

test('what is final is told after the blocks, and never for what was not read', async () => {
  const node = scriptedNode();
  node.mine(21);
  const events = await collect(node, { maxSpan: 10 }, (seen) =>
    seen.some((event) => event.type === 'finalized' && event.number === 17),
  );
  let read = 0;
  for (const event of events) {
    if (event.type === 'blocks') read = event.blocks.at(-1)?.number ?? read;
    if (event.type === 'finalized') expect(event.number).toBeLessThanOrEqual(read);
  }
  node.mine(1);
  expect(read).toBeGreaterThanOrEqual(17);
});

test('a long quiet past is read by spans, with headers only at their ends', async () => {
  const node = scriptedNode();
  node.mine(1001, { logs: 0 });
  await collect(node, { maxSpan: 500 }, reached(1000));
  const spans = node.requests.filter(
    ({ method, params }) => method === 'eth_getLogs' && JSON.stringify(params).includes('fromBlock'),
  );
  expect(spans).toHaveLength(2);
  expect(node.requests.length).toBeLessThan(25);
});

test('a restart goes on after the last committed block', async () => {
  const node = scriptedNode();
  node.mine(11);
  const events = await collect(node, { from: { number: 6, hash: node.hashOf(6, 'a') } }, reached(10));
  expect(blocksOf(events)).toEqual([7, 8, 9, 10]);
});

test('a reorg is told with the common ancestor, then the new branch', async () => {
  const node = scriptedNode();
  node.mine(11);
  let forked = false;
  const events = await collect(node, {}, (seen) => {
    if (!forked && reached(10)(seen)) {
      forked = true;
      node.cutTo(8);
      node.mine(4, { branch: 'b' });
    }
    return reached(12)(seen);
  });
  const at = events.findIndex((event) => event.type === 'reorg');
  expect(events[at]).toEqual({ type: 'reorg', ancestor: { number: 8, hash: node.hashOf(8, 'a') } });
  expect(blocksOf(events.slice(at))).toEqual([9, 10, 11, 12]);
  expect(
    events.slice(at).some((event) => event.type === 'blocks' && event.blocks[0]?.hash.startsWith('0xb')),
  ).toBe(true);
});

test('a reorg that happened while the caller was away is told first', async () => {
  const node = scriptedNode();
  node.mine(9);
  node.mine(20, { branch: 'b' });
  const committed = (number: number) => node.hashOf(number, 'a');
  const events = await collect(
    node,
    { from: { number: 10, hash: committed(10) }, knownBlock: committed },
    reached(28),
  );
  expect(events[0]).toEqual({ type: 'reorg', ancestor: { number: 8, hash: committed(8) } });
  expect(blocksOf(events)[0]).toBe(9);
});

test('a branch that replaces the head by one of the same height is seen', async () => {
  const node = scriptedNode();
  node.mine(11);
  let forked = false;
  const events = await collect(node, {}, (seen) => {
    if (!forked && reached(10)(seen)) {
      forked = true;
      node.cutTo(9);
      node.mine(1, { branch: 'b' });
    }
    return blocksOf(seen).filter((number) => number === 10).length === 2;
  });
  expect(events.find((event) => event.type === 'reorg')).toMatchObject({ ancestor: { number: 9 } });
});

test('a fork below finality throws and tells nothing to be undone', async () => {
  const node = scriptedNode();
  node.mine(11);
  let forked = false;
  const seen: FollowEvent[] = [];
  const following = collect(node, {}, (events) => {
    seen.push(...events.slice(seen.length));
    if (!forked && reached(10)(events)) {
      forked = true;
      node.cutTo(4);
      node.mine(10, { branch: 'b' });
    }
    return false;
  });
  await expect(following).rejects.toMatchObject({ name: 'ForkBelowFinality', code: 'chain_mismatch' });
  expect(seen.some((event) => event.type === 'reorg')).toBe(false);
});

test('a node that went back below finality throws', async () => {
  const node = scriptedNode();
  node.mine(3, { branch: 'b' });
  const following = collect(
    node,
    { from: { number: 40, hash: node.hashOf(40, 'a'), finalized: 37 } },
    () => false,
  );
  await expect(following).rejects.toMatchObject({ name: 'ChainMovedBack', retryable: true });
});

test('a node that lags within finality is waited for', async () => {
  const node = scriptedNode();
  node.mine(9);
  const committed = (number: number) => node.hashOf(number, 'a');
  let looks = 0;
  const events = await collect(
    node,
    {
      from: { number: 10, hash: committed(10) },
      knownBlock: committed,
      onHead: () => {
        looks += 1;
        if (looks === 3) node.mine(3);
      },
    },
    reached(11),
  );
  expect(events.every((event) => event.type !== 'reorg')).toBe(true);
  expect(blocksOf(events)).toEqual([11]);
});

test('a failed request is tried again and nothing is skipped', async () => {
  const node = scriptedNode();
  node.mine(31);
  let failures = 0;
  node.intercept((method) => {
    if (method !== 'eth_getLogs' || failures >= 2) return undefined;
    failures += 1;
    throw new Error('the node is busy');
  });
  const told: number[] = [];
  const events = await collect(node, { onFailure: ({ attempt }) => told.push(attempt) }, reached(30));
  expect(logsOf(events)).toEqual(count(1, 30));
  expect(told).toEqual([1, 2]);
});

test('a node that refuses long spans is asked for shorter ones', async () => {
  const node = scriptedNode();
  node.mine(41);
  node.intercept((method, [filter]) => {
    const { fromBlock, toBlock } = Object(filter);
    if (method === 'eth_getLogs' && Number(toBlock) - Number(fromBlock) > 8)
      throw new Error('range too large');
    return undefined;
  });
  const events = await collect(node, { maxSpan: 32 }, reached(40));
  expect(logsOf(events)).toEqual(count(1, 40));
});

test.each([
  ['of a contract that was not asked for', { address: `0x${'d'.repeat(40)}` }],
  ['of a block that is not on the branch', { blockHash: `0x${'d'.repeat(64)}` }],
  ['of a block outside of the span', { blockNumber: '0x63' }],
  ['of a real block before the span', { blockNumber: '0x0', blockHash: `0xa${'0'.repeat(63)}` }],
  ['without an index', { logIndex: null }],
])('a log %s is never given out', async (_what, lie) => {
  const node = scriptedNode();
  node.mine(11);
  let lies = 0;
  node.intercept((method) => {
    if (method !== 'eth_getLogs' || lies > 0) return undefined;
    lies += 1;
    return [{ ...node.rpcLog({ number: 3, hash: node.hashOf(3, 'a') }, 0), ...lie }];
  });
  const failed: unknown[] = [];
  const events = await collect(node, { onFailure: ({ error }) => failed.push(error) }, reached(10));
  expect(failed).toHaveLength(1);
  expect(failed[0]).toMatchObject({ code: 'chain_unavailable' });
  expect(logsOf(events)).toEqual(count(1, 10));
});

test('a caller that wants to hear of an outage can limit it', async () => {
  const node = scriptedNode();
  node.intercept(() => {
    throw new Error('connection refused');
  });
  await expect(collect(node, { maxFailures: 2 }, () => false)).rejects.toMatchObject({
    code: 'chain_unavailable',
    retryable: true,
  });
});
