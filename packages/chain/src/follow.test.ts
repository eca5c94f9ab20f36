import { expect, test } from 'vitest';
import { blocksOf, collect, count, logBlocksOf, logsOf, reached, testNode } from '../test/collect.ts';
import { timeOf } from '../test/scripted-chain.ts';
import type { FollowEvent } from './follow-types.ts';

test.each([{ stamped: true }, { stamped: false }])(
  'every log is read once, in order, with the time of its block ($stamped)',
  async ({ stamped }) => {
    const node = await testNode({ stamped });
    node.mine(141, { logs: 2 });
    const events = await collect(node, { maxSpan: 17 }, reached(140));
    expect(logBlocksOf(events)).toEqual(count(1, 140).flatMap((number) => [number, number]));
    expect(logsOf(events).map((log) => log.blockTimestamp)).toEqual(
      logsOf(events).map((log) => timeOf({ number: log.blockNumber, hash: log.blockHash })),
    );
  },
);

test('blocks above finality come with every header', async () => {
  const node = await testNode();
  node.mine(141);
  const events = await collect(node, { finality: 30 }, reached(140));
  expect(blocksOf(events).slice(-31)).toEqual(count(110, 140));
});

test('what is final is told after the blocks, and never for what was not read', async () => {
  const node = await testNode();
  node.mine(61);
  const events = await collect(node, { maxSpan: 10 }, (seen) =>
    seen.some((event) => event.type === 'finalized' && event.number === 57),
  );
  let read = 0;
  for (const event of events) {
    if (event.type === 'blocks') read = event.blocks.at(-1)?.number ?? read;
    if (event.type === 'finalized') expect(event.number).toBeLessThanOrEqual(read);
  }
  expect(read).toBeGreaterThanOrEqual(57);
});

test('a restart goes on after the last committed block', async () => {
  const node = await testNode();
  node.mine(11);
  const events = await collect(node, { from: { number: 6, hash: node.hashOf(6, 'a') } }, reached(10));
  expect(blocksOf(events)).toEqual([7, 8, 9, 10]);
});

test('a reorg is told with the common ancestor, then the new branch', async () => {
  const node = await testNode();
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

test('a reorg of sixty blocks is told at once with its ancestor', async () => {
  const node = await testNode();
  node.mine(101);
  let forked = false;
  const events = await collect(node, { finality: 64 }, (seen) => {
    if (!forked && reached(100)(seen)) {
      forked = true;
      node.cutTo(40);
      node.mine(61, { branch: 'b' });
    }
    return forked && reached(101)(seen);
  });
  const reorgs = events.filter((event) => event.type === 'reorg');
  expect(reorgs).toEqual([{ type: 'reorg', ancestor: { number: 40, hash: node.hashOf(40, 'a') } }]);
});

test('a reorg that happened while the caller was away is told first', async () => {
  const node = await testNode();
  node.mine(9);
  node.mine(20, { branch: 'b' });
  const committed = (number: number) => node.hashOf(number, 'a');
  const events = await collect(
    node,
    { from: { number: 10, hash: committed(10) }, knownBlock: committed },
    reached(28),
  );
  expect(events[0]).toEqual({ type: 'reorg', ancestor: { number: 8, hash: committed(8) } });
  expect(logBlocksOf(events)[0]).toBe(9);
});

test('a branch that replaces the head by one of the same height is seen', async () => {
  const node = await testNode();
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

test('a branch that is shorter than the one before it is followed', async () => {
  const node = await testNode();
  node.mine(11);
  let forked = false;
  const events = await collect(node, {}, (seen) => {
    if (!forked && reached(10)(seen)) {
      forked = true;
      node.cutTo(8);
      node.mine(1, { branch: 'b' });
    }
    return blocksOf(seen).filter((number) => number === 9).length === 2;
  });
  expect(events.find((event) => event.type === 'reorg')).toMatchObject({ ancestor: { number: 8 } });
});

test('a failed request is tried again and nothing is skipped', async () => {
  const node = await testNode();
  node.mine(31);
  let failures = 0;
  node.intercept((method) => {
    if (method !== 'eth_getLogs' || failures >= 2) return undefined;
    failures += 1;
    throw new Error('the node is busy');
  });
  const told: number[] = [];
  const events = await collect(node, { onFailure: ({ attempt }) => told.push(attempt) }, reached(30));
  expect(logBlocksOf(events)).toEqual(count(1, 30));
  expect(told.length).toBeGreaterThan(0);
});

test('a caller that wants to hear of an outage can limit it', async () => {
  const node = await testNode();
  node.interceptPost(() => ({ status: 502, body: 'bad gateway' }));
  await expect(collect(node, { maxFailures: 2 }, () => false)).rejects.toMatchObject({
    code: 'chain_unavailable',
    retryable: true,
  });
});

test('an aborted reader ends quietly, whatever it waits for', async () => {
  const node = await testNode();
  node.mine(11);
  const events: FollowEvent[] = [];
  const stopping = new AbortController();
  node.interceptPost((body) => {
    if (!body.includes('eth_getLogs')) return undefined;
    stopping.abort();
    return { body: undefined };
  });
  events.push(...(await collect(node, { signal: stopping.signal }, () => false)));
  expect(events).toEqual([]);
});
