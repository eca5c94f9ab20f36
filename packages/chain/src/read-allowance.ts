import type { Address } from '@atoll/schemas/ids';
import { erc20Abi } from 'viem';
import type { Chain } from './chain.ts';
import { translated } from './translate.ts';

/** What `spender` may take of the owner's tokens, in the smallest unit. */
export async function readAllowance(
  chain: Chain,
  input: { token: Address; owner: Address; spender: Address },
): Promise<bigint> {
  return translated('allowance', () =>
    chain.publicClient.readContract({
      address: input.token,
      abi: erc20Abi,
      functionName: 'allowance',
      args: [input.owner, input.spender],
    }),
  );
}
