import { rewardsAbi } from '@atoll/contracts/generated/rewards';
import type { Address, Bytes32 } from '@atoll/schemas/ids';
import { encodeFunctionData } from 'viem';
import { type Actor, randomDigest } from './actor.ts';

/** What happens to epochs of rewards. Governance names the deployer as publisher and guardian. */
export function rewardActions({ contracts, send, sendAs, token, wallets }: Actor) {
  const { rewards, timelock } = contracts;
  return {
    async namePublisher(): Promise<void> {
      const args = [wallets.deployer.address] as const;
      for (const functionName of ['setPublisher', 'setGuardian'] as const) {
        await sendAs(timelock, rewards, encodeFunctionData({ abi: rewardsAbi, functionName, args }));
      }
    },
    proposeEpoch: (epoch: bigint, root: Bytes32, total: bigint) =>
      send(
        'deployer',
        rewards,
        encodeFunctionData({
          abi: rewardsAbi,
          functionName: 'propose',
          args: [epoch, token, root, total, randomDigest()],
        }),
      ),
    vetoEpoch: (epoch: bigint) =>
      send('deployer', rewards, encodeFunctionData({ abi: rewardsAbi, functionName: 'veto', args: [epoch] })),
    claimReward: (epoch: bigint, account: Address, amount: bigint, proof: readonly Bytes32[]) =>
      send(
        'stranger',
        rewards,
        encodeFunctionData({
          abi: rewardsAbi,
          functionName: 'claim',
          args: [epoch, account, amount, proof],
        }),
      ),
    sweepEpoch: (epoch: bigint) =>
      send(
        'stranger',
        rewards,
        encodeFunctionData({ abi: rewardsAbi, functionName: 'sweep', args: [epoch] }),
      ),
    returnUncommitted: (amount: bigint) =>
      sendAs(
        timelock,
        rewards,
        encodeFunctionData({ abi: rewardsAbi, functionName: 'returnUncommitted', args: [token, amount] }),
      ),
  };
}
