import { revenueSharesAbi } from '@atoll/contracts/generated/revenueShares';
import { type Address } from '@atoll/schemas/ids';
import { encodeFunctionData, erc20Abi } from 'viem';
import { type Actor, type Role } from './actor.ts';

/** What owners do with shares in an asset's income. */
export function shareActions({ chain, contracts, send, wallets }: Actor) {
  const { revenueShares } = contracts;
  const shares = { address: revenueShares, abi: revenueSharesAbi };
  return {
    /** Divides an asset's income into shares that the owner holds; answers their token. */
    async createShares(role: Role, assetId: bigint, supply: bigint): Promise<Address> {
      const args = [assetId, 'Reef', 'REEF', supply, wallets[role].address] as const;
      await send(
        role,
        revenueShares,
        encodeFunctionData({ abi: revenueSharesAbi, functionName: 'create', args }),
      );
      return chain.publicClient.readContract({ ...shares, functionName: 'tokenOf', args: [assetId] });
    },
    transferShares: (role: Role, token: Address, to: Address, amount: bigint) =>
      send(role, token, encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [to, amount] })),
  };
}
