import type { Cast, Story } from './cast.ts';
import { collateral } from './collateral.ts';
import { disputes } from './disputes.ts';
import { lineage } from './lineage.ts';
import { offers } from './offers.ts';
import { passes } from './passes.ts';
import { bounty, channel, rewards } from './payments.ts';
import { powersOfOthers, signedActs } from './powers.ts';
import { bundles, reviews } from './runs.ts';
import { shares } from './shares.ts';
import { versions } from './versions.ts';
import { votes } from './votes.ts';

/** Each as often as it stands here. */
export const stories: readonly Story[] = [
  ...[votes, votes, lineage, versions, passes, shares, reviews, bundles, disputes],
  ...[offers, collateral, channel, bounty, rewards, powersOfOthers, signedActs],
];

/** Stories that are told at the same time. */
const atOnce = 2;

/** Tells stories, a step of one of them for each call. One that fails ends there. */
export function storiesOn(cast: Cast): () => Promise<unknown> {
  const { random } = cast;
  const told: (ReturnType<Story> | undefined)[] = [];
  return async () => {
    const place = random(atOnce);
    const story = told[place] ?? (stories[random(stories.length)] ?? votes)(cast);
    told[place] = undefined;
    if ((await story.next()).done !== true) told[place] = story;
  };
}
