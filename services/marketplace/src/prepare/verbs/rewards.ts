import { Address, Bytes32 } from '@atoll/schemas/ids';
import { claimReward } from '@atoll/sdk/claim-reward';
import { proposeEpoch } from '@atoll/sdk/propose-epoch';
import { sweepEpoch } from '@atoll/sdk/sweep-epoch';
import { vetoEpoch } from '@atoll/sdk/veto-epoch';
import { z } from 'zod';
import { Units, Units96 } from '../arguments.ts';
import { Account, money, nameOf, sentence, type Sentences } from '../sentence.ts';
import { verb } from '../verb.ts';

const mostTotal = 2n ** 96n - 1n;

const Entries = z
  .array(z.object({ account: Address, amount: Units96 }))
  .min(1)
  .max(5000)
  .refine((entries) => new Set(entries.map(({ account }) => account)).size === entries.length, {
    error: 'expected each account once',
  })
  .refine((entries) => entries.reduce((sum, { amount }) => sum + amount, 0n) <= mostTotal, {
    error: 'expected amounts whose sum is within uint96',
  })
  .describe('all of the epoch, as it was published');

const epoch = { epoch: Units };
const ofEpoch = (number: bigint, entries: z.output<typeof Entries>) =>
  entries.map((entry) => ({ ...entry, epoch: number }));

const whose = { account: Address.optional().describe('whose reward; the account’s own unless given') };
const Claim = z.union([
  z.object({ ...epoch, ...whose, entries: Entries }),
  z.object({
    ...epoch,
    ...whose,
    amount: Units96,
    proof: z.array(Bytes32).max(64).describe('siblings from its leaf up to the root'),
  }),
]);

export const rewardVerbs = {
  'claim-reward': verb(
    'Credit the reward of an epoch, by all of its entries or by a proof',
    Claim,
    (ctx, { account = ctx.account.address, ...claim }) =>
      'proof' in claim
        ? claimReward(ctx, { ...claim, account })
        : claimReward(ctx, { entries: ofEpoch(claim.epoch, claim.entries), account }),
  ),
  'propose-epoch': verb(
    'Propose what an epoch of rewards pays, as its publisher',
    z.object({
      ...epoch,
      token: Address,
      entries: Entries,
      dataDigest: Bytes32.describe('sha-256 of the published document of the epoch'),
    }),
    (ctx, { epoch: number, entries, ...input }) =>
      proposeEpoch(ctx, { ...input, entries: ofEpoch(number, entries) }),
  ),
  'veto-epoch': verb('Refuse an epoch of rewards, as the guardian', z.object(epoch), vetoEpoch),
  'sweep-epoch': verb('End the claims of an epoch of rewards', z.object(epoch), sweepEpoch),
};

export const rewardSentences: Sentences = {
  'rewards.claim': sentence(
    z.tuple([z.bigint(), Account, z.bigint(), z.unknown()]),
    ([number, account, amount], words) =>
      `Credit ${nameOf(account, words)} with its reward of epoch ${number}: ${amount} smallest units of the epoch’s token.`,
  ),
  'rewards.propose': sentence(
    z.tuple([z.bigint(), Account, z.string(), z.bigint(), z.string()]),
    ([number, token, root, total], words) =>
      `Propose that epoch ${number} pays ${money(total, token, words)} by the tree of root ${root}.`,
  ),
  'rewards.veto': sentence(
    z.tuple([z.bigint()]),
    ([number]) =>
      `Refuse epoch ${number} of rewards: nothing of it is paid, and its number may be proposed anew.`,
  ),
  'rewards.sweep': sentence(
    z.tuple([z.bigint()]),
    ([number]) => `End the claims of epoch ${number}: what nobody claimed goes to the treasury.`,
  ),
};
