import { connectChain } from '@atoll/chain/connect';
import type { Address } from '@atoll/schemas/ids';
import { erc20Abi } from 'viem';
import type { Stack } from '../stack/start.ts';

/** What an account holds of the stack's test dollar in its own wallet, outside of every escrow. */
export async function balanceInWallet(stack: Stack, account: Address): Promise<bigint> {
  const { publicClient } = await connectChain({ rpcUrl: stack.anvil.rpcUrl, addressBook: stack.addressBook });
  return publicClient.readContract({
    address: stack.token.address,
    abi: erc20Abi,
    functionName: 'balanceOf',
    args: [account],
  });
}
