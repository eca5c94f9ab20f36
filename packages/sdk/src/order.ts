import { walletOf } from '@atoll/chain/chain';
import { prepaidOf } from '@atoll/chain/maximum-of';
import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { AtollError } from '@atoll/schemas/error';
import type { Bytes32 } from '@atoll/schemas/ids';
import { erc20Abi, isAddressEqual } from 'viem';
import type { MarketContext } from './context.ts';
import { missingAllowance } from './missing-allowance.ts';
import type { CheckedQuote } from './quote.ts';

export interface OrderedJob {
  readonly jobId: Bytes32;
  readonly receipt: ReceiptSummary;
  /** The allowance that was given first, where one was missing. */
  readonly allowance?: ReceiptSummary;
}

/**
 * Orders a checked quote: one transaction that locks its maximum, preceded by an allowance of exactly that where it is missing. Credit
 * in `Jobs` pays instead where it covers the whole order.
 *
 * @throws AtollError of the revert (`quote_expired`, `insufficient_escrow`, `stale_version`, …), before money moves
 * @example const { jobId } = await orderJob(ctx, await requestQuote(ctx, { … }));
 */
export async function orderJob(
  ctx: MarketContext,
  quote: Pick<CheckedQuote, 'jobId' | 'order' | 'maximum' | 'validUntil' | 'signature'>,
): Promise<OrderedJob> {
  const { chain } = ctx;
  const { order, maximum, validUntil, signature } = quote;
  const payer = walletOf(chain).account.address;
  if (!isAddressEqual(payer, order.buyer)) throw new NotTheBuyer(order.buyer, payer);
  const allowance = await ensureAllowance(ctx, order, maximum - prepaidOf(order));
  const receipt = await simulateThenSend(chain, {
    address: chain.addresses.jobs,
    abi: jobsAbi,
    functionName: 'order',
    args: [order, { validUntil, signature }],
  });
  return { jobId: quote.jobId, receipt, ...(allowance === undefined ? {} : { allowance }) };
}

async function ensureAllowance(
  { chain }: MarketContext,
  order: CheckedQuote['order'],
  maximum: bigint,
): Promise<ReceiptSummary | undefined> {
  const missing = await missingAllowance(chain, { token: order.token, buyer: order.buyer, maximum });
  if (missing === 0n) return undefined;
  return simulateThenSend(chain, {
    address: order.token,
    abi: erc20Abi,
    functionName: 'approve',
    args: [chain.addresses.jobs, missing],
  });
}

class NotTheBuyer extends AtollError {
  constructor(buyer: string, payer: string) {
    super({
      code: 'not_allowed',
      message: `the order is ${buyer}'s, the wallet is ${payer}'s`,
      hint: 'order with the account that asked for the quote, or by signature',
    });
  }
}
