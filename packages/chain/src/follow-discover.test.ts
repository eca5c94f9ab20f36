import { expect, test } from 'vitest';
import { collect, logsOf, reached, testNode } from '../test/collect.ts';
import { contract, type ScriptedLog } from '../test/scripted-chain.ts';
import type { ScriptedNode } from '../test/scripted-node.ts';
import type { FollowEvent } from './follow-types.ts';
import type { RawLog } from './raw-log.ts';

const child = (number: number) => `0x${number.toString(16).padStart(40, '0')}` as const;

/** The contract tells of another in its data. */
const tells = (address: `0x${string}`): ScriptedLog => ({ address: contract, data: address });
const says = (address: `0x${string}`): ScriptedLog => ({ address });
const discover = (logs: readonly RawLog[]) =>
  logs.flatMap((log) => (log.data.length === 42 ? [`0x${log.data.slice(2)}` as const] : []));

/** What was read, as `block:emitter`. */
const readOf = (events: readonly FollowEvent[]) =>
  logsOf(events).map((log) => `${log.blockNumber}:${log.address === contract ? 'c' : Number(log.address)}`);

/** Blocks 1 to `blocks` in which child 1 always speaks, block 20 in which the contract tells of it. */
function mineFamily(node: ScriptedNode, blocks: number) {
  node.mine(1, { logs: 0 });
  for (let number = 1; number <= blocks; number += 1) {
    node.mine(1, {
      logs: number === 20 ? [says(child(1)), tells(child(1)), says(child(1))] : [says(child(1))],
    });
  }
}
const expected = (blocks: number) => [
  '20:1',
  '20:c',
  '20:1',
  ...Array.from({ length: blocks - 20 }, (_, index) => `${21 + index}:1`),
];

test.each([
  ['in one span', { maxSpan: 1000 }],
  ['at the end of a span', { maxSpan: 20 }],
  ['at the beginning of a span', { maxSpan: 19 }],
  ['with later spans already asked for', { maxSpan: 7, inFlight: 4 }],
  ['near the head', { finality: 100 }],
])('a contract that logs tell of is followed from that very block on, %s', async (_what, parameters) => {
  const node = await testNode();
  mineFamily(node, 60);
  const events = await collect(node, { ...parameters, discover }, reached(60));
  expect(readOf(events)).toEqual(expected(60));
});

test('contracts that contracts of contracts create are followed, each in its block', async () => {
  const node = await testNode();
  node.mine(1, { logs: 0 });
  node.mine(40, { logs: [says(child(3))] });
  node.mine(1, {
    logs: [
      says(child(3)),
      { address: child(2), data: child(3) },
      { address: child(1), data: child(2) },
      tells(child(1)),
    ],
  });
  node.mine(20, { logs: [says(child(3)), says(child(2))] });
  const events = await collect(node, { discover }, reached(61));
  expect(readOf(events).slice(0, 6)).toEqual(['41:3', '41:2', '41:1', '41:c', '42:3', '42:2']);
  expect(readOf(events)).toHaveLength(4 + 2 * 20);
});

test('two contracts of one span are each followed from their own block', async () => {
  const node = await testNode();
  node.mine(1, { logs: 0 });
  const speaking = [says(child(1)), says(child(2))];
  node.mine(9, { logs: speaking });
  node.mine(1, { logs: [...speaking, tells(child(1))] });
  node.mine(9, { logs: speaking });
  node.mine(1, { logs: [...speaking, tells(child(2))] });
  node.mine(20, { logs: speaking });
  const events = await collect(node, { discover }, reached(40));
  const read = readOf(events);
  expect(read.find((each) => each.endsWith(':1'))).toBe('10:1');
  expect(read.find((each) => each.endsWith(':2'))).toBe('20:2');
  expect(read).toHaveLength(31 + 21 + 2);
});

test('a contract known at the start is followed from the start', async () => {
  const node = await testNode();
  mineFamily(node, 60);
  const events = await collect(node, { discover, addresses: [contract, child(1)] }, reached(60));
  expect(readOf(events).slice(0, 3)).toEqual(['1:1', '2:1', '3:1']);
  expect(readOf(events)).toHaveLength(62);
});

test.each([
  ['discovered by this reader', {}],
  [
    'discovered by one before it',
    {
      from: { number: 20, hash: `0xa${'14'.padStart(63, '0')}` as const },
      discovered: [{ address: child(1), block: 20 }],
      knownBlock: (number: number) => `0xa${number.toString(16).padStart(63, '0')}` as const,
    },
  ],
])('a contract %s is forgotten with the block that told of it', async (_what, parameters) => {
  const node = await testNode();
  mineFamily(node, 21);
  let forked = false;
  const fork = () => {
    forked = true;
    node.cutTo(18);
    node.mine(1, { logs: 0, branch: 'b' });
    node.mine(5, { logs: [says(child(1))], branch: 'b' });
    node.mine(1, { logs: [tells(child(1))], branch: 'b' });
    node.mine(1, { logs: [says(child(1))], branch: 'b' });
  };
  const events = await collect(node, { discover, finality: 64, ...parameters }, (seen) => {
    if (!forked && reached(21)(seen)) fork();
    return forked && reached(26)(seen);
  });
  const at = events.findIndex((event) => event.type === 'reorg');
  expect(readOf(events.slice(at))).toEqual(['25:c', '26:1']);
});

test('more addresses than a node takes are asked for in parts', async () => {
  const node = await testNode();
  const many = Array.from({ length: 1100 }, (_, index) => child(index + 1));
  node.intercept((method, [filter]) => {
    if (method === 'eth_getLogs' && Object(filter).address.length > 500)
      throw new Error('too many addresses');
    return undefined;
  });
  node.mine(1, { logs: 0 });
  node.mine(60, { logs: [says(child(1100)), says(child(1)), says(child(600))] });
  const events = await collect(node, { addresses: many }, reached(60));
  expect(readOf(events).slice(0, 3)).toEqual(['1:1100', '1:1', '1:600']);
  expect(readOf(events)).toHaveLength(180);
});
