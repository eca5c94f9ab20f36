import { signVoucher } from '@atoll/chain/voucher';
import { channelsAbi } from '@atoll/contracts/generated/channels';
import type { Bytes32 } from '@atoll/schemas/ids';
import { encodeFunctionData, type Hex } from 'viem';
import { type Actor, randomDigest, type Role } from './actor.ts';

/** What happens in payment channels. The payer's own key signs vouchers. */
export function channelActions({ chain, contracts, deployment, send, signer, token, wallets }: Actor) {
  const { channels } = contracts;
  const voucher = (payer: Role, channelId: Bytes32, cumulative: bigint): Promise<Hex> =>
    signVoucher(signer(payer), { channelId, cumulative }, { chainId: deployment.chainId, channels });
  return {
    async openChannel(payer: Role, payee: Role, deposit: bigint, closeDelay = 3600): Promise<Bytes32> {
      const salt = randomDigest();
      const args = [
        wallets[payee].address,
        token,
        wallets.operator.address,
        deposit,
        closeDelay,
        salt,
      ] as const;
      await send(payer, channels, encodeFunctionData({ abi: channelsAbi, functionName: 'open', args }));
      return chain.publicClient.readContract({
        address: channels,
        abi: channelsAbi,
        functionName: 'channelIdOf',
        args: [wallets[payer].address, wallets[payee].address, token, salt],
      });
    },
    topUp: (role: Role, channelId: Bytes32, amount: bigint) =>
      send(
        role,
        channels,
        encodeFunctionData({ abi: channelsAbi, functionName: 'topUp', args: [channelId, amount] }),
      ),
    async redeemVoucher(payer: Role, channelId: Bytes32, cumulative: bigint) {
      const args = [channelId, cumulative, await voucher(payer, channelId, cumulative)] as const;
      return send(
        'stranger',
        channels,
        encodeFunctionData({ abi: channelsAbi, functionName: 'redeem', args }),
      );
    },
    async closeChannel(payer: Role, payee: Role, channelId: Bytes32, cumulative: bigint) {
      const args = [channelId, cumulative, await voucher(payer, channelId, cumulative)] as const;
      return send(payee, channels, encodeFunctionData({ abi: channelsAbi, functionName: 'close', args }));
    },
    requestClose: (payer: Role, channelId: Bytes32) =>
      send(
        payer,
        channels,
        encodeFunctionData({ abi: channelsAbi, functionName: 'requestClose', args: [channelId] }),
      ),
    finishChannel: (channelId: Bytes32) =>
      send(
        'stranger',
        channels,
        encodeFunctionData({ abi: channelsAbi, functionName: 'finish', args: [channelId] }),
      ),
  };
}
