import { expect, test } from 'vitest';
import { collect, count, logBlocksOf, logsOf, reached, testNode } from '../test/collect.ts';
import { contract, hashOf, timeOf } from '../test/scripted-chain.ts';
import type { ScriptedNode } from '../test/scripted-node.ts';
import { bloomPlaces } from './follow/bloom.ts';
import { follow } from './follow.ts';

interface Range {
  readonly from: number;
  readonly to: number;
}

/** The spans that were asked for by number. */
const spansOf = (node: ScriptedNode): Range[] =>
  node.requests.flatMap(({ method, params: [filter] }) => {
    const { fromBlock, toBlock } = Object(filter);
    return method === 'eth_getLogs' && fromBlock !== undefined
      ? [{ from: Number(fromBlock), to: Number(toBlock) }]
      : [];
  });
const headersOf = (node: ScriptedNode): number[] =>
  node.requests.flatMap(({ method, params: [at] }) =>
    method === 'eth_getBlockByNumber' && at !== 'latest' ? [Number(at)] : [],
  );

test('spans of a dense chain hold about the logs that were asked for', async () => {
  const node = await testNode();
  node.mine(401, { logs: 10 });
  await collect(node, { spanLogs: 200 }, reached(400));
  const lengths = spansOf(node).map(({ from, to }) => to - from + 1);
  expect(lengths[0]).toBe(32);
  expect(lengths.slice(1, -1).every((length) => length === 20)).toBe(true);
});

test('a long quiet past is read by few spans', async () => {
  const node = await testNode();
  node.mine(12_001, { logs: 0 });
  await collect(node, {}, reached(12_000));
  const spans = spansOf(node).toSorted((a, b) => a.from - b.from);
  expect(spans.length).toBeLessThanOrEqual(10);
  let next = 1;
  for (const { from, to } of spans) {
    expect(from).toBe(next);
    next = to + 1;
  }
});

test('logs that carry their time need the headers of the ends of their spans and no others', async () => {
  const node = await testNode();
  node.mine(401);
  await collect(node, { spanLogs: 100, finality: 8 }, reached(392));
  const ends = spansOf(node).flatMap(({ from, to }) => [from, to]);
  expect(headersOf(node).filter((number) => number <= 380 && !ends.includes(number))).toEqual([]);
});

test('logs without a time get that of their headers, which come in batches', async () => {
  const node = await testNode({ stamped: false });
  node.mine(401);
  const events = await collect(node, { spanLogs: 250 }, reached(400));
  expect(logsOf(events).map((log) => log.blockTimestamp)).toEqual(
    count(1, 400).map((number) => timeOf({ number, hash: hashOf(number, 'a') })),
  );
  expect(node.posts()).toBeLessThan(40);
});

test('a node that takes no batches is asked one by one', async () => {
  const node = await testNode({ stamped: false });
  node.mine(101);
  node.interceptPost((body) =>
    body.startsWith('[') ? { status: 400, body: '{"error":"batches are not supported"}' } : undefined,
  );
  const events = await collect(node, {}, reached(100));
  expect(logBlocksOf(events)).toEqual(count(1, 100));
  expect(logsOf(events).every((log) => log.blockTimestamp > 1000)).toBe(true);
});

test.each([
  ['in another order', (replies: unknown[]) => replies.toReversed(), undefined],
  ['with one answer twice', (replies: unknown[]) => [replies[0], ...replies.slice(0, -1)], /answered twice/],
  ['with one answer less', (replies: unknown[]) => replies.slice(1), /not answered in its batch/],
  [
    'with what is no answer',
    (replies: unknown[]) => [7, ...replies.slice(1)],
    /answered twice or not at all/,
  ],
])('a batch that is answered %s is matched or refused, never believed', async (_what, shuffle, refusal) => {
  const node = await testNode({ stamped: false });
  node.mine(101);
  let lies = 0;
  node.interceptPost((body) => {
    if (!body.startsWith('[') || lies >= 2) return undefined;
    lies += 1;
    const calls: { id: number; params: unknown[] }[] = JSON.parse(body);
    const replies = calls.map(({ id, params }) => ({
      jsonrpc: '2.0',
      id,
      result: node.answer('eth_getBlockByNumber', params),
    }));
    return { body: JSON.stringify(shuffle(replies)) };
  });
  const failed: string[] = [];
  const onFailure = ({ error }: { error: unknown }) => failed.push(String(error));
  const events = await collect(node, { onFailure }, reached(100));
  if (refusal === undefined) expect(failed).toEqual([]);
  else expect(failed[0]).toMatch(refusal);
  expect(logsOf(events).map((log) => log.blockTimestamp)).toEqual(
    count(1, 100).map((number) => timeOf({ number, hash: hashOf(number, 'a') })),
  );
});

test.each([
  ['in blocks', (blocks: number) => blocks > 9],
  ['in results', (blocks: number) => blocks * 2 > 25],
])('a node that limits a span %s is asked for shorter ones', async (_what, refuses) => {
  const node = await testNode();
  node.mine(201, { logs: 2 });
  node.intercept((method, [filter]) => {
    const { fromBlock, toBlock } = Object(filter);
    if (method === 'eth_getLogs' && refuses(Number(toBlock) - Number(fromBlock) + 1)) {
      throw new Error('query exceeds max results or block range');
    }
    return undefined;
  });
  const failed: unknown[] = [];
  const events = await collect(node, { onFailure: (failure) => failed.push(failure) }, reached(200));
  expect(logBlocksOf(events)).toEqual(count(1, 200).flatMap((number) => [number, number]));
  expect(failed).toEqual([]);
});

test.each([
  ['413', { status: 413, body: '' }],
  ['an answer that is too long', { body: ' '.repeat(70_000) }],
])('a span that is refused with %s is halved', async (_what, refusal) => {
  const node = await testNode();
  node.mine(101);
  node.interceptPost((body) => {
    const filter = /"fromBlock":"(\w+)","toBlock":"(\w+)"/.exec(body);
    return Number(filter?.[2]) - Number(filter?.[1]) > 7 ? refusal : undefined;
  });
  const events = await collect(node, { maxReplyBytes: 65_536 }, reached(100));
  expect(logBlocksOf(events)).toEqual(count(1, 100));
});

test('spans are read a few at a time, no more than allowed, and given out in order', async () => {
  const node = await testNode();
  node.mine(1001, { logs: 5 });
  let open = 0;
  let most = 0;
  const held: (() => void)[] = [];
  // the node answers in the wrong order: the newest question first
  node.holdPosts((body, answer) => {
    if (!body.includes('fromBlock')) return answer();
    open += 1;
    most = Math.max(most, open);
    held.push(() => {
      open -= 1;
      answer();
    });
    setTimeout(() => held.pop()?.(), 5);
  });
  const events = await collect(node, { spanLogs: 200, inFlight: 3 }, reached(1000));
  expect(logBlocksOf(events)).toEqual(
    count(1, 1000).flatMap((number) => Array.from({ length: 5 }, () => number)),
  );
  expect(most).toBe(3);
});

test('a reader that is slow to commit is not read ahead for', async () => {
  const node = await testNode();
  node.mine(2001, { logs: 5 });
  const stopping = new AbortController();
  const reading = follow({
    chain: node.chain,
    from: { number: 1 },
    addresses: [contract],
    finality: 3,
    spanLogs: 200,
    inFlight: 2,
    signal: stopping.signal,
  });
  let seen = 0;
  for await (const event of reading) {
    if (event.type !== 'blocks') continue;
    seen += 1;
    const before = spansOf(node).length;
    expect(before).toBeLessThanOrEqual(seen + 2);
    if (seen === 5) stopping.abort();
  }
});

test.each([
  ['of a contract that was not asked for', { address: `0x${'d'.repeat(40)}` }],
  ['of a block that is not on the branch', { blockHash: `0x${'d'.repeat(64)}` }],
  ['of a block outside of the span', { blockNumber: '0x63' }],
  ['of a real block before the span', { blockNumber: '0x0', blockHash: `0xa${'0'.repeat(63)}` }],
  ['without an index', { logIndex: null }],
  ['with another time than its block', { blockTimestamp: '0x1' }],
  ['that was removed', { removed: true }],
])('a log %s is never given out', async (_what, lie) => {
  const node = await testNode();
  node.mine(11);
  let lies = 0;
  node.intercept((method, [filter]) => {
    if (method !== 'eth_getLogs' || Object(filter).blockHash !== hashOf(3, 'a') || lies > 0) return undefined;
    lies += 1;
    return [{ ...node.rpcLog({ number: 3, hash: hashOf(3, 'a') }, 0, { address: contract }), ...lie }];
  });
  const failed: unknown[] = [];
  const events = await collect(node, { onFailure: ({ error }) => failed.push(error) }, reached(10));
  expect(lies).toBe(1);
  expect(failed[0]).toMatchObject({ code: 'chain_unavailable', kind: 'invalid' });
  expect(logBlocksOf(events)).toEqual(count(1, 10));
});

test('a final log with a time that no chain has gets that of its header, or is refused', async () => {
  const node = await testNode();
  node.mine(101);
  let lies = 0;
  node.intercept((method, params) => {
    const filter = Object(params[0]);
    if (method !== 'eth_getLogs' || filter.fromBlock !== '0x1' || lies > 0) return undefined;
    lies += 1;
    const logs: unknown = node.answer(method, params);
    return Array.isArray(logs)
      ? logs.map((log, index) => (index === 5 ? { ...log, blockTimestamp: '0x1' } : log))
      : logs;
  });
  const events = await collect(node, {}, reached(100));
  expect(lies).toBe(1);
  expect(logsOf(events).map((log) => log.blockTimestamp)).toEqual(
    count(1, 100).map((number) => timeOf({ number, hash: hashOf(number, 'a') })),
  );
});

test('an empty answer is held against the bloom of its block, near the head', async () => {
  const node = await testNode();
  node.mine(11);
  let hidden = 0;
  node.intercept((method, [filter]) => {
    if (method !== 'eth_getLogs' || Object(filter).blockHash !== hashOf(9, 'a') || hidden > 0)
      return undefined;
    hidden += 1;
    return [];
  });
  const failed: unknown[] = [];
  const events = await collect(node, { onFailure: ({ error }) => failed.push(error) }, reached(10));
  expect(logBlocksOf(events)).toEqual(count(1, 10));
  expect(String(failed[0])).toContain('left out');
});

test.each([
  ['all of it', (_number: number) => true],
  ['its end', (number: number) => number > 20],
])('a final span of which %s was left out is asked for again', async (_what, isHidden) => {
  const node = await testNode();
  node.mine(101);
  let hidden = 0;
  node.intercept((method, params) => {
    if (method !== 'eth_getLogs' || Object(params[0]).fromBlock !== '0x1' || hidden > 0) return undefined;
    hidden += 1;
    const logs: unknown = node.answer(method, params);
    return Array.isArray(logs) ? logs.filter((log) => !isHidden(Number(Object(log).blockNumber))) : logs;
  });
  const events = await collect(node, {}, reached(100));
  expect(hidden).toBe(1);
  expect(logBlocksOf(events)).toEqual(count(1, 100));
});

test('a bloom that promises by chance what is not there is believed the second time', async () => {
  const node = await testNode();
  node.mine(5, { logs: 0 });
  node.mine(1);
  node.intercept((method) => (method === 'eth_getLogs' ? [] : undefined));
  const events = await collect(node, {}, reached(5));
  expect(logBlocksOf(events)).toEqual([]);
});

/** Addresses whose logs set every bit of another's. */
function covering(other: `0x${string}`): `0x${string}`[] {
  return bloomPlaces(other).map(([at, bit]) => {
    for (let tried = 1; ; tried += 1) {
      const address = `0x${tried.toString(16).padStart(40, '0')}` as const;
      if (bloomPlaces(address).some((place) => place[0] === at && place[1] === bit)) return address;
    }
  });
}

test('a bloom that the logs given account for is not asked about again, one that speaks of more is', async () => {
  const node = await testNode();
  const emitters = covering(contract);
  const stranger = { address: `0x${'d'.repeat(40)}` } as const;
  const logs = emitters.map((address) => ({ address }));
  node.mine(1);
  node.mine(1, { logs });
  node.mine(1, { logs: [...logs, stranger] });
  const events = await collect(node, { addresses: [...emitters, contract] }, reached(2));
  expect(logBlocksOf(events)).toEqual([1, 1, 1, 2, 2, 2]);
  const asked = node.requests.flatMap(({ method, params: [filter] }) =>
    method === 'eth_getLogs' ? [Object(filter).blockHash] : [],
  );
  expect(asked).toEqual([hashOf(1, 'a'), hashOf(2, 'a'), hashOf(2, 'a')]);
});

test('a span whose end was replaced while it was read is not given out', async () => {
  const node = await testNode();
  node.mine(101);
  let replaced = 0;
  node.intercept((method, params) => {
    if (method !== 'eth_getBlockByNumber' || params[0] !== '0x20' || replaced > 0) return undefined;
    replaced += 1;
    return { ...Object(node.answer(method, params)), hash: hashOf(32, 'b') };
  });
  const events = await collect(node, {}, reached(100));
  expect(replaced).toBe(1);
  expect(new Set(logsOf(events).map((log) => log.blockHash[2]))).toEqual(new Set(['a']));
  expect(logBlocksOf(events)).toEqual(count(1, 100));
});
