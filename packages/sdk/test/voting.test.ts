import { atollGovernorAbi } from '@atoll/contracts/generated/atollGovernor';
import { atollTokenAbi } from '@atoll/contracts/generated/atollToken';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import type { Address } from '@atoll/schemas/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelProposal } from '../src/cancel-proposal.ts';
import { castVote } from '../src/cast-vote.ts';
import { delegateVotes } from '../src/delegate-votes.ts';
import { propose } from '../src/propose.ts';
import { readProposalState } from '../src/read-proposal-state.ts';
import { sendDelegation, signDelegation } from '../src/sign-delegation.ts';
import { sendVote, SignedVote, signVote } from '../src/sign-vote.ts';
import { type FreshMarket, openFreshMarket, type Participant } from './fresh-market.ts';

let fresh: FreshMarket;
let holder: Participant;
let friend: Participant;
beforeAll(async () => {
  fresh = await openFreshMarket();
  holder = await fresh.participant(fresh.deployerKey);
  friend = await fresh.participant();
}, 60_000);
afterAll(() => fresh.close());

const votesOf = ({ ctx }: Participant, account: Address) =>
  ctx.chain.publicClient.readContract({
    address: ctx.chain.addresses.token,
    abi: atollTokenAbi,
    functionName: 'getVotes',
    args: [account],
  });

test('whoever sends what a holder signed, the holder’s tokens vote through whom it names, once', async () => {
  const signed = await signDelegation(holder.ctx, { to: friend.address });
  expect(await votesOf(friend, friend.address)).toBe(0n);
  await sendDelegation(friend.ctx, signed);
  expect(await votesOf(friend, friend.address)).toBe(10n ** 27n);
  await expect(sendDelegation(friend.ctx, signed)).rejects.toMatchObject({ code: 'invalid_signature' });
});

test('a delegation that was changed, is too late or is no signature is refused before anything is sent', async () => {
  // The first one of an account: changed, it would count for some other account that never signed either.
  const signed = await signDelegation(friend.ctx, { to: holder.address, validFor: 60 });
  for (const changed of [
    { delegatee: friend.address },
    { account: holder.address },
    { expiry: signed.expiry + 1 },
    { signature: '0x1234' as const },
  ]) {
    await expect(sendDelegation(holder.ctx, { ...signed, ...changed })).rejects.toMatchObject({
      code: 'invalid_signature',
    });
  }
  await fresh.pass(120);
  await expect(sendDelegation(holder.ctx, signed)).rejects.toMatchObject({ code: 'invalid_signature' });
});

/** A proposal of the holder, whose tokens vote through itself, to set the fee. */
async function proposed(fee: number) {
  await delegateVotes(holder.ctx, {});
  await fresh.pass(2);
  const { chain } = holder.ctx;
  const call = { address: chain.addresses.jobs, abi: jobsAbi, functionName: 'setFeeRate', args: [fee] };
  const proposal = { calls: [call], description: `Set the fee to ${fee} basis points` };
  const { proposalId } = await propose(holder.ctx, proposal);
  return { proposal, proposalId };
}
const openVote = () => fresh.pass(86_400 + 1);

test('a proposal is taken back by its proposer alone, before the vote begins', async () => {
  const { proposal, proposalId } = await proposed(100);
  await expect(cancelProposal(friend.ctx, proposal)).rejects.toMatchObject({ code: 'not_allowed' });
  await cancelProposal(holder.ctx, proposal);
  expect(await readProposalState(friend.ctx.chain, proposalId)).toBe('canceled');
  const { proposal: late } = await proposed(110);
  await openVote();
  await expect(cancelProposal(holder.ctx, late)).rejects.toMatchObject({ code: 'not_allowed' });
  const unknown = { ...late, description: 'nobody proposed this' };
  await expect(cancelProposal(holder.ctx, unknown)).rejects.toMatchObject({ code: 'not_found' });
});

test('whoever sends a signed vote, it counts as the voter’s, with its reason, once', async () => {
  const { proposalId } = await proposed(120);
  const vote = await signVote(holder.ctx, { proposalId, vote: 'for', reason: 'it pays for the audits' });
  const signed = SignedVote.parse(JSON.parse(JSON.stringify(vote)));
  await expect(sendVote(friend.ctx, signed)).rejects.toMatchObject({ code: 'conflict' });
  await openVote();
  for (const changed of [
    { vote: 'against' as const },
    { reason: '' },
    { account: friend.address },
    { proposalId: (proposalId + 1n).toString() },
  ]) {
    await expect(sendVote(friend.ctx, { ...signed, ...changed })).rejects.toMatchObject({
      code: 'invalid_signature',
    });
  }
  const { blockNumber } = await sendVote(friend.ctx, signed);
  const { publicClient, addresses } = friend.ctx.chain;
  const [cast] = await publicClient.getContractEvents({
    ...{ address: addresses.governor, abi: atollGovernorAbi, eventName: 'VoteCast' },
    ...{ fromBlock: BigInt(blockNumber), strict: true },
  });
  expect(cast?.args).toMatchObject({ proposalId, support: 1, reason: 'it pays for the audits' });
  expect(cast?.args.voter.toLowerCase()).toBe(holder.address);
  await expect(sendVote(friend.ctx, signed)).rejects.toMatchObject({ code: 'invalid_signature' });
});

test('a vote that was signed before another one was sent is void, and nobody votes twice', async () => {
  const { proposalId } = await proposed(130);
  await openVote();
  const [first, second] = [
    await signVote(holder.ctx, { proposalId, vote: 'for' }),
    await signVote(holder.ctx, { proposalId, vote: 'abstain' }),
  ];
  await sendVote(friend.ctx, first);
  await expect(sendVote(friend.ctx, second)).rejects.toMatchObject({ code: 'invalid_signature' });
  const again = await signVote(holder.ctx, { proposalId, vote: 'against' });
  await expect(sendVote(friend.ctx, again)).rejects.toMatchObject({ code: 'conflict' });
  await expect(castVote(holder.ctx, { proposalId, vote: 'against' })).rejects.toMatchObject({
    code: 'conflict',
  });
});
