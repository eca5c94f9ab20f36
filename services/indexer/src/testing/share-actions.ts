import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { revenueSharesAbi } from '@atoll/contracts/generated/revenueShares';
import { shareTokenAbi } from '@atoll/contracts/generated/shareToken';
import { testDollarAbi } from '@atoll/contracts/generated/testDollar';
import { testDollarBytecode } from '@atoll/contracts/generated/bytecode/testDollar';
import { Address } from '@atoll/schemas/ids';
import { encodeDeployData, encodeFunctionData } from 'viem';
import type { Actor, Role } from './actor.ts';

/** What happens to shares in the income of assets. */
export function shareActions({ chain, contracts, create, send, sendAs, wallets }: Actor) {
  const { revenueShares, jobs, timelock } = contracts;
  const tokenOf = (assetId: bigint) =>
    chain.publicClient.readContract({
      address: revenueShares,
      abi: revenueSharesAbi,
      functionName: 'tokenOf',
      args: [assetId],
    });
  return {
    /** Another dollar that the escrow accepts. */
    async acceptAnotherToken(): Promise<Address> {
      const code = encodeDeployData({ abi: testDollarAbi, bytecode: testDollarBytecode, args: [] });
      const { contractAddress } = await create('deployer', code);
      const token = Address.parse(contractAddress);
      const args = [token, true] as const;
      await sendAs(timelock, jobs, encodeFunctionData({ abi: jobsAbi, functionName: 'setAccepted', args }));
      return token;
    },
    /** Divides an asset's income into shares; answers their token, or the zero address where the asset has none. */
    async createShares(role: Role, assetId: bigint, supply: bigint, holder = role): Promise<Address> {
      const args = [assetId, 'Reef shares', 'REEF', supply, wallets[holder].address] as const;
      await send(
        role,
        revenueShares,
        encodeFunctionData({ abi: revenueSharesAbi, functionName: 'create', args }),
      );
      return Address.parse(await tokenOf(assetId));
    },
    sharesOf: (role: Role, shares: Address) =>
      chain.publicClient.readContract({
        address: shares,
        abi: shareTokenAbi,
        functionName: 'balanceOf',
        args: [wallets[role].address],
      }),
    transferShares: (role: Role, shares: Address, to: Address, amount: bigint) =>
      send(
        role,
        shares,
        encodeFunctionData({ abi: shareTokenAbi, functionName: 'transfer', args: [to, amount] }),
      ),
    claimDividends: (shares: Address, account: Address, tokens: readonly Address[]) =>
      send(
        'stranger',
        shares,
        encodeFunctionData({ abi: shareTokenAbi, functionName: 'claim', args: [account, tokens] }),
      ),
    addShareToken: (shares: Address, token: Address) =>
      send(
        'stranger',
        shares,
        encodeFunctionData({ abi: shareTokenAbi, functionName: 'addToken', args: [token] }),
      ),
    dissolveShares: (role: Role, shares: Address) =>
      send(role, shares, encodeFunctionData({ abi: shareTokenAbi, functionName: 'dissolve' })),
  };
}
