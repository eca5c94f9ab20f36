import type { Chain } from '@atoll/chain/chain';
import { readAllowance } from '@atoll/chain/read-allowance';
import { readBalance } from '@atoll/chain/read-balance';
import type { Address } from '@atoll/schemas/ids';

/**
 * The allowance for `Jobs` that an order needs and lacks, in the token's smallest unit; zero where nothing is missing.
 * `Jobs` pays an order from one source: from the buyer's credit where that covers all of it, else from the wallet.
 */
export async function missingAllowance(
  chain: Chain,
  input: { token: Address; buyer: Address; maximum: bigint },
): Promise<bigint> {
  const { token, buyer, maximum } = input;
  const [credit, allowed] = await Promise.all([
    readBalance(chain, { token, account: buyer }),
    readAllowance(chain, { token, owner: buyer, spender: chain.addresses.jobs }),
  ]);
  return credit >= maximum || allowed >= maximum ? 0n : maximum;
}
