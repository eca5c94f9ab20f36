import { jobsAbi } from '@atoll/contracts/generated/jobs';
import type { Address } from '@atoll/schemas/ids';
import { erc20Abi } from 'viem';
import type { Chain } from './chain.ts';
import { translated } from './translate.ts';

/** What an account can withdraw from `Jobs`, in the token's smallest unit. */
export async function readBalance(
  chain: Chain,
  input: { token: Address; account: Address },
): Promise<bigint> {
  return translated('Jobs.balanceOf', () =>
    chain.publicClient.readContract({
      address: chain.addresses.jobs,
      abi: jobsAbi,
      functionName: 'balanceOf',
      args: [input.token, input.account],
    }),
  );
}

/** What an account holds of a token itself, outside of the market. */
export async function readTokenBalance(
  chain: Chain,
  input: { token: Address; account: Address },
): Promise<bigint> {
  return translated('balanceOf', () =>
    chain.publicClient.readContract({
      address: input.token,
      abi: erc20Abi,
      functionName: 'balanceOf',
      args: [input.account],
    }),
  );
}
