import {
  type Market,
  type Order,
  type Receipt,
  jobs,
  outcome,
  signReceipt,
} from '@atoll/contracts/testing/market';
import type { Hex } from 'viem';
import { emptyCredit, placeOrder, settleOrder } from './run.ts';
import type { Stage } from './stage.ts';

/** Ten jobs at one provider with known payees, settled one by one and in one call. */
export async function tenSettlements(
  market: Market,
  stage: Stage,
): Promise<{ together: number; apart: number }> {
  await emptyCredit(market, stage.buyer);
  let apart = 0;
  for (const order of await placeTen(market, stage)) apart += await settleOrder(market, stage, order);
  const orders = await placeTen(market, stage);
  await market.control.increaseTime({ seconds: 60 });
  const receipts: Receipt[] = [];
  const signatures: Hex[] = [];
  for (const order of orders) {
    const end = { outcome: outcome.released, computeSeconds: 60 };
    const signed = await signReceipt(market, stage.provider.operator, order, end);
    receipts.push(signed.receipt);
    signatures.push(signed.signature);
  }
  const settled = await jobs(market, stage.provider.operator, 'settleMany', [orders, receipts, signatures]);
  return { together: Number(settled.gasUsed), apart };
}

async function placeTen(market: Market, stage: Stage): Promise<Order[]> {
  const orders: Order[] = [];
  for (let index = 0; index < 10; index += 1) orders.push((await placeOrder(market, stage)).order);
  return orders;
}
