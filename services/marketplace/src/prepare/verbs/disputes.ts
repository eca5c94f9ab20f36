import { Bytes32 } from '@atoll/schemas/ids';
import { answerDispute } from '@atoll/sdk/answer-dispute';
import { disputeJob } from '@atoll/sdk/dispute-job';
import { lapseDispute } from '@atoll/sdk/lapse-dispute';
import { ruleDispute } from '@atoll/sdk/rule-dispute';
import { z } from 'zod';
import { Units96 } from '../arguments.ts';
import { sentence, type Sentences } from '../sentence.ts';
import { verb } from '../verb.ts';

const Evidence = z.object({ jobId: Bytes32, evidence: Bytes32 });

export const disputeVerbs = {
  dispute: verb('Dispute a run', Evidence, disputeJob),
  'answer-dispute': verb('Answer a dispute for the provider', Evidence, answerDispute),
  'rule-dispute': verb(
    'Rule a dispute as its arbiter',
    z.object({ jobId: Bytes32, slashed: Units96, bondForfeited: z.boolean() }),
    ruleDispute,
  ),
  'lapse-dispute': verb(
    'End a dispute that its arbiter stayed silent on',
    z.object({ jobId: Bytes32 }),
    lapseDispute,
  ),
};

export const disputeSentences: Sentences = {
  'disputes.open': sentence(
    z.tuple([z.unknown(), z.unknown(), z.unknown()]),
    () =>
      'Dispute the run: your bond is held until the arbiter rules, and is lost if the dispute is found groundless.',
  ),
  'disputes.answer': sentence(
    z.tuple([z.unknown(), z.unknown()]),
    () => 'Answer the dispute for the provider with the document of this digest.',
  ),
  'disputes.rule': sentence(z.tuple([z.unknown(), z.bigint(), z.boolean()]), ([, slashed, forfeited]) =>
    forfeited
      ? 'Rule the dispute for the provider, for good: the buyer’s bond goes to it.'
      : slashed === 0n
        ? 'Rule the dispute for neither side, for good: the bond goes back, and nothing is taken.'
        : `Rule the dispute for the buyer, for good: ${slashed} of the token’s smallest unit is taken from the frozen stake.`,
  ),
  'disputes.lapse': sentence(
    z.tuple([z.string()]),
    ([jobId]) =>
      `End the dispute of run ${jobId}, which its arbiter stayed silent on: bond and stake go back.`,
  ),
};
