import { bountiesAbi } from '@atoll/contracts/generated/bounties';
import type { Bytes32 } from '@atoll/schemas/ids';
import { encodeFunctionData } from 'viem';
import { type Actor, randomDigest, type Role } from './actor.ts';

/** What happens around bounties. */
export function bountyActions({ chain, contracts, send, token, wallets }: Actor) {
  const { bounties } = contracts;
  return {
    async openBounty(
      funder: Role,
      judge: Role,
      amount: bigint,
      terms: { submitUntil: number; decideUntil: number },
    ): Promise<Bytes32> {
      const details = {
        kind: 1,
        token,
        specification: randomDigest(),
        judge: wallets[judge].address,
        ...terms,
        salt: randomDigest(),
      };
      await send(
        funder,
        bounties,
        encodeFunctionData({ abi: bountiesAbi, functionName: 'open', args: [details, amount] }),
      );
      return chain.publicClient.readContract({
        address: bounties,
        abi: bountiesAbi,
        functionName: 'bountyIdOf',
        args: [wallets[funder].address, details],
      });
    },
    async submissionsTo(bountyId: Bytes32): Promise<number> {
      const { submissions } = await chain.publicClient.readContract({
        address: bounties,
        abi: bountiesAbi,
        functionName: 'bountyOf',
        args: [bountyId],
      });
      return submissions;
    },
    contribute: (role: Role, bountyId: Bytes32, amount: bigint) =>
      send(
        role,
        bounties,
        encodeFunctionData({ abi: bountiesAbi, functionName: 'contribute', args: [bountyId, amount] }),
      ),
    submit: (role: Role, bountyId: Bytes32, assetId = 0n) =>
      send(
        role,
        bounties,
        encodeFunctionData({
          abi: bountiesAbi,
          functionName: 'submit',
          args: [bountyId, assetId, randomDigest()],
        }),
      ),
    rejectSubmission: (judge: Role, bountyId: Bytes32, submission: number) =>
      send(
        judge,
        bounties,
        encodeFunctionData({ abi: bountiesAbi, functionName: 'reject', args: [bountyId, submission] }),
      ),
    award: async (judge: Role, bountyId: Bytes32, submission: number, amount: bigint) => {
      const { submitter } = await chain.publicClient.readContract({
        address: bounties,
        abi: bountiesAbi,
        functionName: 'submissionOf',
        args: [bountyId, submission],
      });
      const args = [bountyId, submission, submitter, amount] as const;
      await send(judge, bounties, encodeFunctionData({ abi: bountiesAbi, functionName: 'award', args }));
    },
    closeBounty: (bountyId: Bytes32) =>
      send(
        'stranger',
        bounties,
        encodeFunctionData({ abi: bountiesAbi, functionName: 'close', args: [bountyId] }),
      ),
    reclaim: (bountyId: Bytes32, funder: Role) =>
      send(
        'stranger',
        bounties,
        encodeFunctionData({
          abi: bountiesAbi,
          functionName: 'reclaim',
          args: [bountyId, wallets[funder].address],
        }),
      ),
  };
}
