import { providerRegistryAbi } from '@atoll/contracts/generated/providerRegistry';
import { testDollarAbi } from '@atoll/contracts/generated/testDollar';
import type { Address, Bytes32 } from '@atoll/schemas/ids';
import { encodeAbiParameters, encodeFunctionData, keccak256 } from 'viem';
import type { Actor, Role } from './actor.ts';

/** What providers do, and where money comes from. */
export function providerActions({ contracts, send, token, wallets }: Actor) {
  const { providerRegistry } = contracts;
  return {
    async fund(role: Role, spender: Address, amount: bigint, dollar = token): Promise<void> {
      const mint = {
        abi: testDollarAbi,
        functionName: 'mint',
        args: [wallets[role].address, amount],
      } as const;
      const allow = { abi: testDollarAbi, functionName: 'approve', args: [spender, amount] } as const;
      await send(role, dollar, encodeFunctionData(mint));
      await send(role, dollar, encodeFunctionData(allow));
    },
    register: (role: Role, endpoint: string) =>
      send(
        role,
        providerRegistry,
        encodeFunctionData({
          abi: providerRegistryAbi,
          functionName: 'register',
          args: [{ operator: wallets.operator.address, payout: wallets[role].address, endpoint }],
        }),
      ),
    async rent(
      role: Role,
      resourcesDigest: Bytes32,
      pricePerSecond = 10n,
      { slots = 4, active = true }: { slots?: number; active?: boolean } = {},
    ): Promise<Bytes32> {
      const environment = { resourcesDigest, token, pricePerSecond, slots, active };
      await send(
        role,
        providerRegistry,
        encodeFunctionData({
          abi: providerRegistryAbi,
          functionName: 'setEnvironment',
          args: [environment],
        }),
      );
      return keccak256(
        encodeAbiParameters(
          [{ type: 'address' }, { type: 'bytes32' }],
          [wallets[role].address, resourcesDigest],
        ),
      );
    },
    /** Changes where a provider is found and who is paid. */
    updateProvider: (role: Role, endpoint: string, payout = wallets[role].address) =>
      send(
        role,
        providerRegistry,
        encodeFunctionData({
          abi: providerRegistryAbi,
          functionName: 'update',
          args: [{ operator: wallets.operator.address, payout, endpoint }],
        }),
      ),
    drain: (role: Role, draining: boolean) =>
      send(
        role,
        providerRegistry,
        encodeFunctionData({ abi: providerRegistryAbi, functionName: 'setDraining', args: [draining] }),
      ),
    collateral: (role: Role, functionName: 'deposit' | 'unbond', amount: bigint, staked = token) =>
      send(
        role,
        providerRegistry,
        encodeFunctionData({ abi: providerRegistryAbi, functionName, args: [staked, amount] }),
      ),
  };
}
