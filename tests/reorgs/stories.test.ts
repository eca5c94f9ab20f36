import { eventNames } from '@atoll/indexer/decode/emitters';
import { prepareDeeds } from '@atoll/indexer/testing/deeds';
import { foldChain, readEvents } from '@atoll/indexer/testing/fold-chain';
import {
  operationFacts,
  parameterFacts,
  proposalFacts,
  voteFacts,
} from '@atoll/indexer/testing/governance-truth';
import { type Market, startMarket } from '@atoll/indexer/testing/market';
import { seeded } from '@atoll/indexer/testing/seeded';
import { marketFacts } from '@atoll/indexer/testing/truth/market-facts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Story } from '../support/reorgs/stories/cast.ts';
import { motions } from '../support/reorgs/stories/motions.ts';
import { prepareStories } from '../support/reorgs/stories/prepare.ts';
import { stories } from '../support/reorgs/stories/tell.ts';
import { unemitted } from '../support/reorgs/stories/unemitted.ts';
import { voteOn } from '../support/reorgs/stories/votes.ts';

let market: Market;
beforeAll(async () => {
  market = await startMarket();
});
afterAll(() => market.stop());

test('stories told to their ends mine every event that a contract emits, and every row is what the contracts answer', async () => {
  const otherToken = await prepareDeeds(market);
  const pair = await prepareStories(market);
  const tell = async (story: Story, choice: number) => {
    const told = story({ market, pair, otherToken, random: (below) => choice % below });
    while ((await told.next()).done !== true);
  };
  for (const choice of [0, 1, 2]) for (const story of stories) await tell(story, choice);
  // A choice by which a vote is carried out.
  for (const motion of motions) await tell(voteOn(motion), 4);
  const happened = new Set<string>((await readEvents(market)).map(({ name }) => name));
  expect(eventNames.filter((name) => !happened.has(name))).toEqual(unemitted);

  const random = seeded(1);
  const tables = await foldChain(market, () => random(40));
  expect(tables.dangling).toBe(0);
  const facts = [
    ...Object.values(await marketFacts(market, tables)),
    await proposalFacts(market, tables),
    ...(await voteFacts(market, tables)),
    await operationFacts(market, tables),
    await parameterFacts(market, tables),
  ];
  for (const { mirror, chain } of facts) expect(mirror).toEqual(chain);
}, 60_000);
