import { walletOf } from '@atoll/chain/chain';
import { readAllowance } from '@atoll/chain/read-allowance';
import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { Address } from '@atoll/schemas/ids';
import { erc20Abi } from 'viem';
import type { MarketContext } from './context.ts';

/** Lets a contract take exactly this amount from the wallet, where it may not yet; gives the transaction where one was sent. */
export async function ensureAllowance(
  { chain }: MarketContext,
  input: { token: Address; spender: Address; amount: bigint },
): Promise<ReceiptSummary | undefined> {
  const { token, spender, amount } = input;
  const owner = Address.parse(walletOf(chain).account.address);
  if ((await readAllowance(chain, { token, owner, spender })) >= amount) return undefined;
  return simulateThenSend(chain, {
    address: token,
    abi: erc20Abi,
    functionName: 'approve',
    args: [spender, amount],
  });
}
