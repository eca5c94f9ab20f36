import { simulateThenSend } from '@atoll/chain/write';
import { bountyKinds } from '@atoll/schemas/bounty';
import { Address, BlockTime, Bytes32, Uint32 } from '@atoll/schemas/ids';
import { awardBounty } from '@atoll/sdk/award-bounty';
import { closeBounty } from '@atoll/sdk/close-bounty';
import { contributeBounty } from '@atoll/sdk/contribute-bounty';
import { openBounty } from '@atoll/sdk/open-bounty';
import { reclaimBounty } from '@atoll/sdk/reclaim-bounty';
import { rejectSubmission } from '@atoll/sdk/reject-submission';
import { submitToBountyCall } from '@atoll/sdk/submit-to-bounty';
import { z } from 'zod';
import { TokenId, Units96 } from '../arguments.ts';
import { Account, day, Int, money, nameOf, sentence, type Sentences } from '../sentence.ts';
import { verb } from '../verb.ts';

const bounty = { bountyId: Bytes32 };
const submission = { ...bounty, submission: Uint32.describe('its number, from 1') };

export const bountyVerbs = {
  'open-bounty': verb(
    'Put up a pot for data, a model or a fix',
    z.object({
      kind: z.enum(bountyKinds),
      token: Address,
      amount: Units96,
      specification: Bytes32.describe('sha-256 of the document that says what is wanted'),
      judge: Address,
      submitUntil: BlockTime,
      decideUntil: BlockTime,
      salt: Bytes32.optional().describe('a random one unless given'),
    }),
    openBounty,
    ({ bountyId }) => ({ makes: { kind: 'bounty', id: bountyId } }),
  ),
  'contribute-bounty': verb(
    'Add to the pot of a bounty',
    z.object({ ...bounty, amount: Units96 }),
    contributeBounty,
  ),
  'submit-to-bounty': verb(
    'Offer work for a bounty',
    z.object({ ...bounty, digest: Bytes32.describe('of what is offered'), assetId: TokenId.optional() }),
    ({ chain }, input) => simulateThenSend(chain, submitToBountyCall(chain, input)),
  ),
  'reject-submission': verb('Throw a submission out, as the judge', z.object(submission), rejectSubmission),
  'award-bounty': verb(
    'Credit a submitter with a part of the pot, as the judge',
    z.object({ ...submission, submitter: Address, amount: Units96 }),
    awardBounty,
  ),
  'close-bounty': verb('End a bounty whose time is over', z.object(bounty), closeBounty),
  'reclaim-bounty': verb(
    'Credit a funder with his part of what was not awarded',
    z.object({ ...bounty, funder: Address.optional().describe('the account unless given') }),
    reclaimBounty,
  ),
};

const Opened = z.object({ token: Account, judge: Account, submitUntil: Int, decideUntil: Int });

export const bountySentences: Sentences = {
  'bounties.open': sentence(
    z.tuple([Opened, z.bigint()]),
    ([{ token, judge, submitUntil, decideUntil }, amount], words) =>
      `Put up ${money(amount, token, words)} of your wallet for work that is offered until ${day(submitUntil)}; ${nameOf(judge, words)} awards all of it until ${day(decideUntil)}, and you get back your part of the rest.`,
  ),
  'bounties.contribute': sentence(
    z.tuple([z.string(), z.bigint()]),
    ([bountyId, amount]) =>
      `Add ${amount} smallest units of its token to the pot of bounty ${bountyId}, over which its judge decides.`,
  ),
  'bounties.submit': sentence(
    z.tuple([z.string(), z.bigint(), z.string()]),
    ([bountyId, assetId, digest]) =>
      `Offer the work of digest ${digest}${assetId === 0n ? '' : `, asset ${assetId},`} for bounty ${bountyId}.`,
  ),
  'bounties.reject': sentence(
    z.tuple([z.string(), Int]),
    ([bountyId, number]) => `Throw submission ${number} of bounty ${bountyId} out.`,
  ),
  'bounties.award': sentence(
    z.tuple([z.string(), Int, Account, z.bigint()]),
    ([bountyId, number, submitter, amount], words) =>
      `Award ${amount} smallest units of its token from the pot of bounty ${bountyId} to submission ${number} of ${nameOf(submitter, words)}.`,
  ),
  'bounties.close': sentence(
    z.tuple([z.string()]),
    ([bountyId]) => `End bounty ${bountyId}: its funders get back what was not awarded.`,
  ),
  'bounties.reclaim': sentence(
    z.tuple([z.string(), Account]),
    ([bountyId, funder], words) =>
      `Credit ${nameOf(funder, words)} with its part of what bounty ${bountyId} did not award.`,
  ),
};
