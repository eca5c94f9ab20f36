import type { Verb } from './verb.ts';
import { actSentences, actVerbs } from './verbs/acts.ts';
import { approvalSentences, approvalVerbs } from './verbs/approvals.ts';
import { assetSentences, assetVerbs } from './verbs/assets.ts';
import { bountySentences, bountyVerbs } from './verbs/bounties.ts';
import { channelSentences, channelVerbs } from './verbs/channels.ts';
import { disputeSentences, disputeVerbs } from './verbs/disputes.ts';
import { governanceSentences, governanceVerbs } from './verbs/governance.ts';
import { moneySentences, moneyVerbs } from './verbs/money.ts';
import { orderSentences, orderVerbs } from './verbs/orders.ts';
import { passSentences, passVerbs } from './verbs/passes.ts';
import { providerSentences, providerVerbs } from './verbs/providers.ts';
import { rewardSentences, rewardVerbs } from './verbs/rewards.ts';
import { shareSentences, shareVerbs } from './verbs/shares.ts';
import type { Sentences } from './sentence.ts';

/** Everything that an account can have prepared, by subject. */
export const verbs = {
  ...assetVerbs,
  ...approvalVerbs,
  ...orderVerbs,
  ...disputeVerbs,
  ...moneyVerbs,
  ...passVerbs,
  ...shareVerbs,
  ...bountyVerbs,
  ...channelVerbs,
  ...governanceVerbs,
  ...rewardVerbs,
  ...actVerbs,
  ...providerVerbs,
} satisfies Readonly<Record<string, Verb>>;

export type PrepareVerb = keyof typeof verbs;

/** What each function that the verbs call does, in words. */
export const sentences: Sentences = {
  ...assetSentences,
  ...approvalSentences,
  ...orderSentences,
  ...disputeSentences,
  ...moneySentences,
  ...passSentences,
  ...shareSentences,
  ...bountySentences,
  ...channelSentences,
  ...governanceSentences,
  ...rewardSentences,
  ...actSentences,
  ...providerSentences,
};
