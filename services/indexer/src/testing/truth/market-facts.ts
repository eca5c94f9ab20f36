import type { Market } from '../market.ts';
import type { Tables } from '../memory-store.ts';
import { approvalFacts, assetFacts } from './assets.ts';
import { collateralFacts } from './collateral.ts';
import type { Twice } from './facts.ts';
import { balanceFacts, bountyFacts, channelFacts, rewardFacts } from './money.ts';
import { passFacts } from './passes.ts';
import { shareFacts } from './shares.ts';

const concerns = {
  assets: assetFacts,
  approvals: approvalFacts,
  passes: passFacts,
  shares: shareFacts,
  balances: balanceFacts,
  collateral: collateralFacts,
  channels: channelFacts,
  bounties: bountyFacts,
  rewards: rewardFacts,
} as const;

/**
 * What the mirror holds of assets, of stakes and of all that moves money beside jobs, and what the contracts answer to the same questions: equal
 * where the projections follow the contracts' rules.
 */
export async function marketFacts(market: Market, tables: Tables): Promise<Record<string, Twice>> {
  const facts: Record<string, Twice> = {};
  for (const [name, ask] of Object.entries(concerns)) facts[name] = await ask(market, tables);
  return facts;
}
