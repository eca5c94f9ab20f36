import { afterEach, expect, test } from 'vitest';
import { type RunningAnvil, startAnvil } from '@atoll/tests/support/anvil';
import { waitFor } from '@atoll/tests/support/wait';
import { collect, count, logBlocksOf, logsOf, reached, testNode } from '../test/collect.ts';
import { contract, hashOf } from '../test/scripted-chain.ts';
import type { ScriptedNode } from '../test/scripted-node.ts';
import { follow } from './follow.ts';
import type { FollowParameters } from './follow-types.ts';

/** So long between two polls that only a socket explains what is read sooner. */
const never = 60_000;

const overSocket = (node: ScriptedNode, pollingInterval = never) => ({
  chain: { ...node.chain, pollingInterval },
  endpoints: [{ url: node.url, webSocketUrl: node.webSocketUrl }],
});
const subscribed = (node: ScriptedNode) =>
  waitFor('the subscription', () => node.requests.some(({ method }) => method === 'eth_subscribe'));

/** Reads until `done`, doing something each time the reader has come to a block. */
function reading(
  node: ScriptedNode,
  parameters: Partial<FollowParameters>,
  last: number,
  at: (number: number) => void,
) {
  let told = 0;
  return collect(node, parameters, (events) => {
    const newest = logBlocksOf(events).at(-1) ?? 0;
    if (newest > told) {
      told = newest;
      at(newest);
    }
    return reached(last)(events);
  });
}

test('a head that the socket tells of is read at once, without polling', async () => {
  const node = await testNode();
  node.mine(4);
  const running = reading(node, overSocket(node), 6, (number) => {
    if (number < 3) return;
    void subscribed(node).then(() => {
      node.mine(1);
      node.tellHead();
    });
  });
  expect(logBlocksOf(await running)).toEqual(count(1, 6));
});

/** Follows a node that tells of block 4 by its hash; the answer to the question for its header is held back. */
function withEarlyLogs(node: ScriptedNode) {
  const hash = node.hashOf(4, 'a');
  const held: (() => void)[] = [];
  node.holdPosts((body, answer) => {
    if (node.blocks().length < 5 || held.length > 0 || !body.includes('eth_getBlockByNumber')) answer();
    else held.push(answer);
  });
  const running = reading(node, overSocket(node), 4, (number) => {
    if (number !== 3) return;
    void asleep(node).then(() => {
      node.mine(1);
      node.tellHead({ subscription: '0x1', result: { number: '0x4', hash } });
    });
  });
  const asked = () =>
    node.requests.filter(
      ({ method, params: [filter] }) => method === 'eth_getLogs' && Object(filter).blockHash === hash,
    );
  return {
    running,
    asked,
    logsAsked: () => waitFor('the logs', () => held.length > 0 && asked().length > 0),
    answer: () => held[0]?.(),
  };
}

test('the logs of a block that the socket names are asked for beside its header, and once', async () => {
  const node = await testNode();
  node.mine(4);
  const { running, asked, logsAsked, answer } = withEarlyLogs(node);
  await logsAsked();
  answer();
  expect(logBlocksOf(await running)).toEqual(count(1, 4));
  expect(asked()).toHaveLength(1);
});

test('logs of a block that the socket named are not those of another that the node then has', async () => {
  const node = await testNode({ stamped: false });
  node.mine(4);
  const { running, logsAsked, answer } = withEarlyLogs(node);
  await logsAsked();
  node.cutTo(3);
  node.mine(1, { branch: 'b' });
  answer();
  const events = await running;
  expect(logsOf(events).map(({ blockHash }) => blockHash)).toEqual([
    ...count(1, 3).map((number) => hashOf(number, 'a')),
    hashOf(4, 'b'),
  ]);
});

test.each([
  ['a duplicate', { subscription: '0x1', result: { number: '0x3' } }],
  [
    'a head that does not exist',
    { subscription: '0x1', result: { number: '0xffff', hash: `0x${'d'.repeat(64)}` } },
  ],
  ['nonsense', 7],
])('%s on the socket changes nothing that is read', async (_what, params) => {
  const node = await testNode();
  node.mine(4);
  const running = reading(node, overSocket(node), 6, (number) => {
    if (number < 3) return;
    void subscribed(node).then(() => {
      node.tellHead(params);
      node.tellHead(params);
      node.mine(1);
      node.tellHead(params);
    });
  });
  expect(logBlocksOf(await running)).toEqual(count(1, 6));
});

test('heads that the socket loses are found by polling, and the gap is filled first', async () => {
  const node = await testNode();
  node.mine(4);
  const running = reading(node, overSocket(node, 20), 9, (number) => {
    if (number === 3) node.mine(6);
  });
  expect(logBlocksOf(await running)).toEqual(count(1, 9));
});

/** The reader's socket is open and it asks for nothing more: it sleeps until it is told or polls. */
async function asleep(node: ScriptedNode): Promise<void> {
  await subscribed(node);
  let before = -1;
  await waitFor('the reader asking no more', () => {
    const quiet = node.requests.length === before;
    before = node.requests.length;
    return quiet;
  });
}
const subscriptions = (node: ScriptedNode) =>
  node.requests.filter(({ method }) => method === 'eth_subscribe').length;

test('a lost socket is opened again, and what happened meanwhile is read', async () => {
  const node = await testNode();
  node.mine(4);
  const running = reading(node, overSocket(node), 5, (number) => {
    if (number !== 3) return;
    void asleep(node).then(() => {
      node.sockets.dropAll();
      node.mine(2);
    });
  });
  expect(logBlocksOf(await running)).toEqual(count(1, 5));
  expect(subscriptions(node)).toBe(2);
});

test('a socket that stays silent about heads is opened anew', async () => {
  const node = await testNode();
  node.mine(4);
  const stopping = new AbortController();
  const parameters = { ...overSocket(node, 5), signal: stopping.signal };
  const running = reading(node, parameters, 8, (number) => {
    void subscribed(node).then(() => {
      if (number < 7) node.mine(1);
    });
  });
  await waitFor('a second subscription', () => subscriptions(node) === 2, { deadlineMs: 4000 });
  stopping.abort();
  expect(logBlocksOf(await running)).toEqual(count(1, 7));
});

test('a socket that speaks is left open', async () => {
  const node = await testNode();
  node.mine(4);
  await reading(node, overSocket(node), 12, (number) => {
    if (number < 3) return;
    void asleep(node).then(() => {
      node.mine(1);
      node.tellHead();
    });
  });
  expect(subscriptions(node)).toBe(1);
});

test('everything can go over one socket', async () => {
  const node = await testNode({ stamped: false });
  node.mine(101);
  const events = await collect(node, { endpoints: [{ url: node.webSocketUrl }] }, reached(100));
  expect(logBlocksOf(events)).toEqual(count(1, 100));
  expect(node.posts()).toBe(0);
});

test('a node without sockets is polled', async () => {
  const node = await testNode();
  node.mine(4);
  const endpoints = [{ url: node.url, webSocketUrl: 'ws://127.0.0.1:9' }];
  const running = reading(node, { endpoints }, 6, () => node.mine(1));
  expect(logBlocksOf(await running)).toEqual(count(1, 6));
});

test('a reader that ends leaves no socket open', async () => {
  const node = await testNode();
  node.mine(4);
  await reading(
    node,
    overSocket(node),
    4,
    () =>
      void asleep(node).then(() => {
        node.mine(1);
        node.tellHead();
      }),
  );
  expect(subscriptions(node)).toBe(1);
  await waitFor('the socket closing', () => node.sockets.count() === 0);
});

let anvil: RunningAnvil | undefined;
afterEach(async () => {
  await anvil?.stop();
  anvil = undefined;
});

/** Emits as many logs as the first word of the calldata says, with three topics and 128 bytes. */
const emitter = '0x5f355b80156017578033604260805fa3600190036002565b00';

test('on a real chain each block is read milliseconds after it was mined, through reorgs', async () => {
  const node = await startAnvil();
  anvil = node;
  await node.rpc('anvil_setCode', [contract, emitter]);
  const from = node.accounts[0]?.address;
  const emit = (logs: number) =>
    node.rpc('eth_sendTransaction', [
      { from, to: contract, data: `0x${logs.toString(16).padStart(64, '0')}` },
    ]);
  const { chain } = await testNode({ chainId: 31337 });
  const stopping = new AbortController();
  const events = follow({
    chain: { ...chain, pollingInterval: never },
    endpoints: [{ url: node.rpcUrl, webSocketUrl: node.wsUrl }],
    from: { number: 1 },
    addresses: [contract],
    finality: 20,
    signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(15_000)]),
  });
  const delays: number[] = [];
  let read = 0;
  let reorgs = 0;
  let mined = performance.now();
  const mine = async (logs: number) => {
    await emit(logs);
    mined = performance.now();
  };
  await mine(3);
  for await (const event of events) {
    if (event.type === 'reorg') {
      reorgs += 1;
      read -= 2;
    }
    if (event.type !== 'blocks' || event.logs.length === 0) continue;
    read += event.logs.length;
    delays.push(performance.now() - mined);
    if (delays.length === 20)
      await node.rpc('anvil_reorg', [1, [[{ from, to: contract, data: `0x${'1'.padStart(64, '0')}` }, 0]]]);
    else if (delays.length === 40) stopping.abort();
    else await mine(2);
  }
  expect(reorgs).toBe(1);
  expect(read).toBe(3 + 38 * 2 + 1 - 2 + 0);
  const median = delays.slice(1).toSorted((a, b) => a - b)[19] ?? Infinity;
  expect(median).toBeLessThan(50);
});
