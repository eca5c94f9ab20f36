import type { Market } from '@atoll/contracts/testing/market';
import { testDollarAbi } from '@atoll/contracts/generated/testDollar';
import type { Address, PrivateKeyAccount } from 'viem';

/** Lets `spender` take exactly `amount`, and returns what that transaction costs. */
export async function approveExactly(
  market: Market,
  account: PrivateKeyAccount,
  spender: Address,
  amount: bigint,
): Promise<number> {
  const hash = await market.wallet.writeContract({
    address: market.token,
    abi: testDollarAbi,
    functionName: 'approve',
    account,
    chain: null,
    args: [spender, amount],
  });
  return Number((await market.mined(hash)).gasUsed);
}
