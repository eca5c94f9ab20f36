import { numberToHex } from 'viem';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { collect, count, logBlocksOf, reached, testNode } from '../test/collect.ts';
import { contract, hashOf, ScriptedError } from '../test/scripted-chain.ts';
import type { ScriptedNode } from '../test/scripted-node.ts';
import { follow } from './follow.ts';
import type { EndpointChange } from './follow/endpoints.ts';

const both = (...nodes: readonly ScriptedNode[]) => nodes.map(({ url }) => ({ url }));

test('a second endpoint takes over while the first one fails, and the first is returned to', async () => {
  const [primary, second] = [await testNode(), await testNode()];
  for (const node of [primary, second]) node.mine(61);
  let down = true;
  primary.interceptPost(() => (down ? { status: 503, body: '' } : undefined));
  const changes: EndpointChange[] = [];
  const onEndpoint = (change: EndpointChange) => changes.push(change);
  const events = await collect(primary, { endpoints: both(primary, second), onEndpoint }, (seen) => {
    if (reached(60)(seen) && down) {
      down = false;
      for (const node of [primary, second]) node.mine(1);
    }
    if (!changes.some(({ endpoint, error }) => endpoint === new URL(primary.url).host && !error)) {
      for (const node of [primary, second]) node.mine(1);
      return false;
    }
    return true;
  });
  expect(logBlocksOf(events)).toEqual(count(1, logBlocksOf(events).length));
  expect(changes[0]).toMatchObject({
    endpoint: new URL(primary.url).host,
    error: { code: 'chain_unavailable' },
  });
});

test.each([
  ['429 with Retry-After', { status: 429, headers: { 'retry-after': '1' }, body: '' }],
  ['a limit in JSON-RPC', undefined],
])('an endpoint that limits with %s is left alone', async (_what, answer) => {
  const node = await testNode();
  node.mine(11);
  let limited: number | undefined;
  let asked: number | undefined;
  const refuse = (): boolean => {
    if (limited !== undefined) {
      asked ??= performance.now();
      return false;
    }
    limited = performance.now();
    return true;
  };
  if (answer !== undefined) node.interceptPost(() => (refuse() ? answer : undefined));
  else {
    node.intercept(() => {
      if (refuse()) throw new ScriptedError(-32016, 'over rate limit');
      return undefined;
    });
  }
  const waits: number[] = [];
  await collect(node, { onFailure: ({ retryInMs }) => waits.push(retryInMs) }, reached(10));
  const least = answer === undefined ? 90 : 950;
  expect(waits[0]).toBeGreaterThanOrEqual(least);
  expect((asked ?? 0) - (limited ?? 0)).toBeGreaterThanOrEqual(least);
});

test('an endpoint of another chain is never believed', async () => {
  const [stranger, right] = [await testNode({ chainId: 8 }), await testNode()];
  stranger.mine(31, { branch: 'd' });
  right.mine(31);
  const changes: EndpointChange[] = [];
  const events = await collect(
    right,
    { endpoints: both(stranger, right), onEndpoint: (change) => changes.push(change) },
    reached(30),
  );
  expect(logBlocksOf(events)).toEqual(count(1, 30));
  expect(String(changes[0]?.error)).toContain('serves chain 8, not 7');
  expect(stranger.requests.every(({ method }) => method === 'eth_chainId')).toBe(true);
});

test.each([
  ['the hash of a final block', 60, 3],
  ['the hash of the head', 3, 64],
])('endpoints that disagree about %s hold reading up until they agree', async (_what, length, finality) => {
  const [primary, second] = [await testNode(), await testNode()];
  primary.mine(length + 1);
  second.mine(length + 1, { branch: 'b' });
  const told: string[] = [];
  const seen: number[] = [];
  const events = await collect(
    primary,
    {
      endpoints: both(primary, second),
      finality,
      patience: 60,
      onPause: ({ reason, error }) => {
        told.push(reason, error.name);
        second.restore(primary.blocks());
      },
      onResume: () => told.push('resumed'),
    },
    (each) => {
      seen.push(told.length);
      return reached(length)(each);
    },
  );
  expect(told).toEqual(['endpoints_disagree', 'EndpointsDisagree', 'resumed']);
  expect(seen[0]).toBe(3);
  expect(logBlocksOf(events)).toEqual(count(1, length));
});

const Log = z.looseObject({ blockNumber: z.string() });
type Log = z.infer<typeof Log>;

test.each<[string, (log: Log) => Log[]]>([
  ['leaves out a log', () => []],
  ['tells of another transaction', (log) => [{ ...log, transactionHash: hashOf(999, 'f') }]],
  ['tells of another place of the transaction', (log) => [{ ...log, transactionIndex: '0x1' }]],
  // Between the times of the blocks before and after.
  ['tells another time', (log) => [{ ...log, blockTimestamp: numberToHex(1_071) }]],
])('a final span in whose middle one endpoint %s is held up', async (_what, falsify) => {
  const [primary, second] = [await testNode(), await testNode()];
  let lying = true;
  for (const node of [primary, second]) {
    node.mine(61, { logs: 2 });
    node.intercept((method, params) => {
      if (method !== 'eth_getLogs' || Object(params[0]).fromBlock === undefined) return undefined;
      const logs = z.array(Log).parse(node.answer(method, params));
      const lies = lying && node === primary;
      return logs.flatMap((log) => (lies && log.blockNumber === '0x7' ? falsify(log) : [log]));
    });
  }
  const reasons: string[] = [];
  const events = await collect(
    primary,
    {
      endpoints: both(primary, second),
      patience: 30,
      onPause: ({ reason, error }) => {
        reasons.push(reason);
        expect(error.data).toMatchObject({ number: 7 });
        lying = false;
      },
    },
    reached(60),
  );
  expect(reasons).toEqual(['endpoints_disagree']);
  expect(logBlocksOf(events)).toEqual(count(1, 60).flatMap((number) => [number, number]));
});

test('endpoints that disagreed hold reading up also while one of them is silent', async () => {
  const [primary, second] = [await testNode(), await testNode()];
  primary.mine(61);
  second.mine(61, { branch: 'b' });
  const told: string[] = [];
  let silent = false;
  let asked = 0;
  second.interceptPost(() => {
    if (!silent) return undefined;
    asked += 1;
    // once the reader has been without it a few times, it comes round
    if (asked === 3) {
      second.restore(primary.blocks());
      silent = false;
      return undefined;
    }
    return { status: 503, body: '' };
  });
  const seen: number[] = [];
  const events = await collect(
    primary,
    {
      endpoints: both(primary, second),
      patience: 0,
      onPause: ({ reason }) => {
        told.push(reason);
        silent = true;
      },
      onResume: () => told.push('resumed'),
    },
    (each) => {
      seen.push(asked);
      return reached(60)(each);
    },
  );
  expect(told).toEqual(['endpoints_disagree', 'resumed']);
  expect(seen[0]).toBe(3);
  expect(logBlocksOf(events)).toEqual(count(1, 60));
});

test('a witness that is behind, or down, holds nothing up', async () => {
  const [primary, behind, down] = [await testNode(), await testNode(), await testNode()];
  primary.mine(61);
  behind.mine(30);
  down.interceptPost(() => ({ status: 500, body: '' }));
  for (const witness of [behind, down]) {
    const paused: unknown[] = [];
    const events = await collect(
      primary,
      { endpoints: both(primary, witness), onPause: (pause) => paused.push(pause), patience: 0 },
      reached(60),
    );
    expect(logBlocksOf(events)).toEqual(count(1, 60));
    expect(paused).toEqual([]);
  }
});

test('a witness that is a block behind is held against the block that it has', async () => {
  const [primary, second] = [await testNode(), await testNode()];
  primary.mine(5);
  second.mine(4, { branch: 'b' });
  const reasons: string[] = [];
  const stopping = new AbortController();
  const events = await collect(
    primary,
    {
      endpoints: both(primary, second),
      finality: 64,
      patience: 0,
      signal: stopping.signal,
      onPause: ({ reason }) => {
        reasons.push(reason);
        stopping.abort();
      },
    },
    () => false,
  );
  expect(reasons).toEqual(['endpoints_disagree']);
  expect(events).toEqual([]);
});

test('a primary that falls behind what was final gives way to another', async () => {
  const [primary, second] = [await testNode(), await testNode()];
  primary.mine(5);
  second.mine(61);
  const paused: unknown[] = [];
  const from = { number: 50, hash: hashOf(50, 'a'), finalized: 47 };
  const events = await collect(
    primary,
    { endpoints: both(primary, second), from, onPause: (pause) => paused.push(pause) },
    reached(60),
  );
  expect(logBlocksOf(events)).toEqual(count(51, 60));
  expect(paused).toEqual([]);
});

test('a connection that does not say where it reads needs endpoints', async () => {
  const node = await testNode();
  const { url: _url, ...transport } = node.chain.publicClient.transport;
  const chain = { ...node.chain, publicClient: { ...node.chain.publicClient, transport } };
  const signal = AbortSignal.timeout(1000);
  const reading = follow({ chain, from: { number: 1 }, addresses: [contract], signal });
  await expect(reading.next()).rejects.toMatchObject({ code: 'configuration_invalid' });
});
