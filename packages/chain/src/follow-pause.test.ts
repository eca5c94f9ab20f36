import { expect, test } from 'vitest';
import { blocksOf, collect, logBlocksOf, reached, testNode } from '../test/collect.ts';
import { hashOf } from '../test/scripted-chain.ts';
import type { FollowEvent, FollowPause } from './follow-types.ts';

/** Callbacks that keep what they are told, in order. */
function listening(onTold: (told: readonly string[]) => void = () => undefined) {
  const told: string[] = [];
  const pauses: FollowPause[] = [];
  const add = (word: string) => {
    told.push(word);
    onTold(told);
  };
  return {
    told,
    pauses,
    onPause: (pause: FollowPause) => {
      pauses.push(pause);
      add(pause.reason);
    },
    onResume: () => add('resumed'),
  };
}

const committed = (number: number) => hashOf(number, 'a');

test('a fork below finality pauses, rewrites nothing, and is over when the node is back on the chain', async () => {
  const node = await testNode();
  node.mine(11);
  const chain = [...node.blocks()];
  let forked = false;
  const seen: FollowEvent[] = [];
  const heard = listening((told) => {
    if (told.at(-1) !== 'fork_below_finality') return;
    node.restore(chain);
    node.mine(3);
  });
  await collect(node, heard, (events) => {
    seen.push(...events.slice(seen.length));
    if (!forked && reached(10)(events)) {
      forked = true;
      node.cutTo(4);
      node.mine(10, { branch: 'b' });
    }
    return reached(13)(events);
  });
  expect(heard.told).toEqual(['fork_below_finality', 'resumed']);
  expect(heard.pauses[0]?.error).toMatchObject({ name: 'ForkBelowFinality', code: 'chain_mismatch' });
  expect(seen.some((event) => event.type === 'reorg')).toBe(false);
  expect(logBlocksOf(seen)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
});

test('a shorter fork below finality pauses too', async () => {
  const node = await testNode();
  node.mine(4);
  node.mine(3, { branch: 'b' });
  const enough = new AbortController();
  const heard = listening(() => enough.abort());
  const from = { number: 10, hash: committed(10), finalized: 7 };
  const events = await collect(
    node,
    { ...heard, from, knownBlock: committed, signal: enough.signal },
    () => false,
  );
  expect(heard.told).toEqual(['fork_below_finality']);
  expect(events).toEqual([]);
});

test('a node that went back below finality is a pause once it lasts, and over when it has caught up', async () => {
  const node = await testNode();
  node.mine(4);
  const heard = listening((told) => {
    if (told.at(-1) === 'chain_moved_back') node.mine(40);
  });
  const from = { number: 40, hash: committed(40), finalized: 37 };
  const events = await collect(node, { ...heard, from, knownBlock: committed, patience: 50 }, reached(43));
  expect(heard.told).toEqual(['chain_moved_back', 'resumed']);
  expect(heard.pauses[0]?.error).toMatchObject({ name: 'ChainMovedBack', retryable: true });
  expect(blocksOf(events)).toEqual([41, 42, 43]);
});

test('a node of which nothing is known that went back below finality is a pause too', async () => {
  const node = await testNode();
  node.mine(3, { branch: 'b' });
  const enough = new AbortController();
  const heard = listening(() => enough.abort());
  const from = { number: 40, hash: committed(40), finalized: 37 };
  await collect(node, { ...heard, from, patience: 50, signal: enough.signal }, () => false);
  expect(heard.told).toEqual(['chain_moved_back']);
});

test('a tip that jumps back and forth, behind finality and ahead, is neither a reorg nor a pause', async () => {
  const node = await testNode();
  node.mine(101);
  let looks = 0;
  node.intercept((method, params) => {
    if (method !== 'eth_getBlockByNumber' || params[0] !== 'latest') return undefined;
    looks += 1;
    // every other look is answered by a node behind the same address that lags by many blocks
    return looks % 2 === 0 ? node.answer(method, ['0x20']) : undefined;
  });
  const heard = listening();
  let mined = 0;
  const events = await collect(node, { ...heard, finality: 5 }, (seen) => {
    if (mined < 5 && reached(100 + mined)(seen)) {
      mined += 1;
      node.mine(1);
    }
    return reached(105)(seen);
  });
  expect(heard.told).toEqual([]);
  expect(events.some((event) => event.type === 'reorg')).toBe(false);
  expect(logBlocksOf(events)).toEqual(Array.from({ length: 105 }, (_, index) => index + 1));
});

test('a node behind, that lacks the blocks to compare, proves no fork', async () => {
  const node = await testNode();
  node.mine(9);
  node.mine(2, { branch: 'b' });
  const heard = listening();
  let lacking = 0;
  const failed: unknown[] = [];
  node.intercept((method, params) => {
    if (method !== 'eth_getBlockByNumber' || params[0] === 'latest' || lacking >= 4) return undefined;
    lacking += 1;
    return null;
  });
  const events = await collect(
    node,
    {
      ...heard,
      from: { number: 10, hash: committed(10), finalized: 7 },
      knownBlock: committed,
      onFailure: ({ error }) => failed.push(error),
    },
    reached(10),
  );
  expect(heard.told).toEqual([]);
  expect(failed.length).toBeGreaterThan(0);
  expect(events[0]).toEqual({ type: 'reorg', ancestor: { number: 8, hash: committed(8) } });
});

test('a stale branch of a node behind the same address is not followed', async () => {
  const node = await testNode();
  node.mine(11);
  let stale = 0;
  node.intercept((method, params) => {
    if (method !== 'eth_getBlockByNumber' || params[0] !== 'latest') return undefined;
    stale += 1;
    if (stale !== 3) return undefined;
    node.mine(1);
    return { ...Object(node.answer(method, ['0x9'])), hash: hashOf(9, 'b') };
  });
  const events = await collect(node, {}, reached(11));
  expect(stale).toBeGreaterThan(2);
  expect(events.some((event) => event.type === 'reorg')).toBe(false);
});

test('a node that lags within finality is waited for', async () => {
  const node = await testNode();
  node.mine(9);
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
