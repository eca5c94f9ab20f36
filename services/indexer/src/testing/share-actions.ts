import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { revenueSharesAbi } from '@atoll/contracts/generated/revenueShares';
import { shareTokenAbi } from '@atoll/contracts/generated/shareToken';
import { testDollarAbi } from '@atoll/contracts/generated/testDollar';
import { testDollarBytecode } from '@atoll/contracts/generated/bytecode/testDollar';
import { Address } from '@atoll/schemas/ids';
import { encodeDeployData, encodeFunctionData, zeroAddress } from 'viem';
import { type Actor, type Role } from './actor.ts';

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
    /** Shares an asset out; undefined where that is refused. */
    async createShares(
      role: Role,
      assetId: bigint,
      supply: bigint,
      holder: Role,
    ): Promise<Address | undefined> {
      const args = [assetId, 'Reef shares', 'REEF', supply, wallets[holder].address] as const;
      const { status } = await send(
        role,
        revenueShares,
        encodeFunctionData({ abi: revenueSharesAbi, functionName: 'create', args }),
      );
      const found = await tokenOf(assetId);
      return status === 'success' && found !== zeroAddress ? Address.parse(found) : undefined;
    },
    sharesOf: (role: Role, shares: Address) =>
      chain.publicClient.readContract({
        address: shares,
        abi: shareTokenAbi,
        functionName: 'balanceOf',
        args: [wallets[role].address],
      }),
    sendShares: (role: Role, shares: Address, to: Address, amount: bigint) =>
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
