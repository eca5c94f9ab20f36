import type { Chain } from '@atoll/chain/chain';
import { translated } from '@atoll/chain/translate';
import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { Address, Amount, Hex } from '@atoll/schemas/ids';
import { z } from 'zod';
import { voteKinds } from './cast-vote.ts';
import type { MarketContext } from './context.ts';
import { governorOf } from './proposal.ts';

/** A vote that its voter signed, for anybody to send (`ExtendedBallot` of OpenZeppelin's Governor). */
export const SignedVote = z.object({
  /** Who votes. */
  account: Address,
  /** As a decimal string. */
  proposalId: Amount,
  vote: z.enum(voteKinds),
  /** In the voter's words; empty for none. */
  reason: z.string(),
  signature: Hex,
});
export type SignedVote = z.infer<typeof SignedVote>;

const types = {
  ExtendedBallot: [
    { name: 'proposalId', type: 'uint256' },
    { name: 'support', type: 'uint8' },
    { name: 'voter', type: 'address' },
    { name: 'nonce', type: 'uint256' },
    { name: 'reason', type: 'string' },
    { name: 'params', type: 'bytes' },
  ],
} as const;

/** Votes are counted whole: the governor takes no parameters. */
const params = '0x';

const nonceOf = (chain: Chain, account: Address) =>
  translated('Governor.nonces', () =>
    chain.publicClient.readContract({ ...governorOf(chain), functionName: 'nonces', args: [account] }),
  );

/**
 * Signs a vote. Costs nothing; it counts once anybody has sent it by {@link sendVote} while the vote is open. Of votes that an account has
 * signed, on whatever proposals, the first one to be sent makes the others void: sign the next when the last has been sent.
 *
 * @param input.reason in the voter's words, kept by the chain for everybody to read
 * @throws ChainUnavailable
 * @example const signed = await signVote(voter, { proposalId, vote: 'for', reason: 'the fee pays for the audits' });
 */
export async function signVote(
  { chain, account }: MarketContext,
  input: { proposalId: bigint; vote: SignedVote['vote']; reason?: string },
): Promise<SignedVote> {
  const { proposalId, vote, reason = '' } = input;
  const voter = Address.parse(account.address);
  const { governor } = chain.addresses;
  const signature = await account.signTypedData({
    domain: { name: 'Atoll Governor', version: '1', chainId: chain.chainId, verifyingContract: governor },
    types,
    primaryType: 'ExtendedBallot',
    message: {
      ...{ proposalId, support: voteKinds.indexOf(vote), voter, reason, params },
      nonce: await nonceOf(chain, voter),
    },
  });
  return { account: voter, proposalId: proposalId.toString(), vote, reason, signature };
}

/**
 * Sends a vote that somebody signed. Anyone may, once.
 *
 * @throws AtollError `invalid_signature` where it is not the account's, or another one was sent since; `conflict` where the vote is not open or
 * the account has voted
 * @example await sendVote(ctx, SignedVote.parse(JSON.parse(text)));
 */
export function sendVote(
  { chain }: Pick<MarketContext, 'chain'>,
  { account, proposalId, vote, reason, signature }: SignedVote,
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, {
    ...governorOf(chain),
    functionName: 'castVoteWithReasonAndParamsBySig',
    args: [BigInt(proposalId), voteKinds.indexOf(vote), account, reason, params, signature],
  });
}
