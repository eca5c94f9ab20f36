import { afterEach } from 'vitest';
import { follow } from '../src/follow.ts';
import type { FollowEvent, FollowParameters } from '../src/follow-types.ts';
import { contract } from './scripted-chain.ts';
import { type ScriptedNode, scriptedNode } from './scripted-node.ts';

const opened: ScriptedNode[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((node) => node.stop()));
});

/** A node that is gone after the test. */
export async function testNode(input?: Parameters<typeof scriptedNode>[0]): Promise<ScriptedNode> {
  const node = await scriptedNode(input);
  opened.push(node);
  return node;
}

/** Follows until `done` says so, then stops; never longer than five seconds. */
export async function collect(
  node: ScriptedNode,
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
    signal: AbortSignal.any([
      enough.signal,
      AbortSignal.timeout(5000),
      ...(parameters.signal === undefined ? [] : [parameters.signal]),
    ]),
  })) {
    events.push(event);
    if (done(events)) enough.abort();
  }
  return events;
}

/** The last block of each batch and those beside it, as they came. */
export const blocksOf = (events: readonly FollowEvent[]) =>
  events.flatMap((event) => (event.type === 'blocks' ? event.blocks.map((block) => block.number) : []));
export const logsOf = (events: readonly FollowEvent[]) =>
  events.flatMap((event) => (event.type === 'blocks' ? event.logs : []));
export const logBlocksOf = (events: readonly FollowEvent[]) => logsOf(events).map((log) => log.blockNumber);
export const reached = (number: number) => (events: readonly FollowEvent[]) =>
  blocksOf(events).includes(number);
export const count = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
