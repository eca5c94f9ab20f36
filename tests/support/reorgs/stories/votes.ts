import { atollGovernorAbi } from '@atoll/contracts/generated/atollGovernor';
import { randomDigest } from '@atoll/indexer/testing/actor';
import { governanceActions, type Motion } from '@atoll/indexer/testing/governance-actions';
import { type Cast, day, pass, type Story } from './cast.ts';
import { fees, motions } from './motions.ts';

/** Waits until votes are counted, or until so late that a quorum extends them. */
async function waitForVotes(cast: Cast, proposalId: bigint): Promise<void> {
  const { market, random } = cast;
  const asked = { address: market.book.contracts.governor, abi: atollGovernorAbi } as const;
  const functionName = random(2) === 0 ? 'proposalSnapshot' : 'proposalDeadline';
  const time = await market.chain.publicClient.readContract({ ...asked, functionName, args: [proposalId] });
  await pass(cast, Number(time) - (await market.now()) + (functionName === 'proposalSnapshot' ? 10 : -600));
}

/** What is proposed, voted for, queued and then carried out, or dropped on the way. */
export const voteOn = (calls: (cast: Cast) => Motion['calls']): Story =>
  async function* vote(cast) {
    const { market, random } = cast;
    const votes = governanceActions(market);
    const motion = { calls: calls(cast), description: `Change this ${randomDigest()}` };
    await votes.propose('deployer', motion);
    yield;
    const end = random(8);
    if (end === 0) return votes.cancel('deployer', motion);
    const proposalId = await votes.proposalIdOf(motion);
    await waitForVotes(cast, proposalId);
    await votes.vote('stranger', proposalId, ([0, 1, 2] as const)[random(3)] ?? 1);
    await votes.vote('deployer', proposalId, 1);
    yield;
    await pass(cast, 5 * day + 10);
    await votes.queue(motion);
    yield;
    if (end === 1) return votes.cancelAtTimelock(motion);
    await pass(cast, 2 * day + 10);
    return end === 2 ? votes.executeAtTimelock(motion) : votes.execute(motion);
  };

export const votes: Story = (cast) => voteOn(motions[cast.random(motions.length)] ?? fees)(cast);
