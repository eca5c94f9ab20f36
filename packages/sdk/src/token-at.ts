import type { Chain } from '@atoll/chain/chain';
import { translated } from '@atoll/chain/translate';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { Address } from '@atoll/schemas/ids';

/** The token at a place of the escrow's list, by which contracts remember tokens. */
export async function tokenAt(chain: Chain, index: number): Promise<Address> {
  const token = await translated('Jobs.tokenAt', () =>
    chain.publicClient.readContract({
      address: chain.addresses.jobs,
      abi: jobsAbi,
      functionName: 'tokenAt',
      args: [index],
    }),
  );
  return Address.parse(token);
}
