import {
  type Leg,
  type Market,
  type Order,
  draftOrder,
  jobs,
  outcome,
  signOrderAndPermit,
  signQuote,
  signReceipt,
} from '@atoll/contracts/testing/market';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import type { Hex, PrivateKeyAccount } from 'viem';
import { approveExactly } from './allowance.ts';
import type { Stage } from './stage.ts';

/** Transaction gas of a job's two steps. */
export type RunGas = { order: number; settle: number };
export const total = ({ order, settle }: RunGas): number => order + settle;

export type RunParameters = {
  /** One dataset of the stage where it is left out. */
  datasets?: readonly Leg[];
  algorithm?: Leg;
};

async function draft(market: Market, stage: Stage, parameters: RunParameters, relayFee = 0n): Promise<Order> {
  const datasets = [...(parameters.datasets ?? [stage.datasets[0]])];
  return draftOrder(market, {
    buyer: stage.buyer.address,
    provider: stage.provider,
    datasets: datasets.sort((left, right) => (left.assetId < right.assetId ? -1 : 1)),
    algorithm: parameters.algorithm ?? stage.algorithm,
    relayFee,
  });
}

/** Orders from the buyer's wallet, which has allowed the escrow to take it. */
export async function placeOrder(
  market: Market,
  stage: Stage,
  parameters: RunParameters = {},
): Promise<{ order: Order; gas: number }> {
  return submitOrder(market, stage, await draft(market, stage, parameters));
}

async function submitOrder(
  market: Market,
  stage: Stage,
  order: Order,
): Promise<{ order: Order; gas: number }> {
  const quote = await signQuote(market, stage.provider.operator, order);
  const receipt = await jobs(market, stage.buyer, 'order', [order, quote]);
  return { order, gas: Number(receipt.gasUsed) };
}

/** Orders by the buyer's two signatures, order and permit, which a relayer sends for a fee. */
export async function placeOrderBySignature(
  market: Market,
  stage: Stage,
  relayFee: bigint,
): Promise<{ order: Order; gas: number }> {
  const order = await draft(market, stage, {}, relayFee);
  const maximum = await maximumOf(market, order);
  const quote = await signQuote(market, stage.provider.operator, order);
  const { signature, permit } = await signOrderAndPermit(market, stage.buyer, order, maximum);
  const receipt = await jobs(market, stage.relayer, 'orderBySig', [order, quote, signature, permit]);
  return { order, gas: Number(receipt.gasUsed) };
}

export async function settleOrder(market: Market, stage: Stage, order: Order): Promise<number> {
  await market.control.increaseTime({ seconds: 60 });
  const end = { outcome: outcome.released, computeSeconds: 60 };
  const { receipt, signature } = await signReceipt(market, stage.provider.operator, order, end);
  const settled = await jobs(market, stage.provider.operator, 'settle', [order, receipt, signature]);
  return Number(settled.gasUsed);
}

/** A paid run from order to settlement, paid by the wallet. */
export async function fullRun(market: Market, stage: Stage, parameters: RunParameters = {}): Promise<RunGas> {
  await emptyCredit(market, stage.buyer);
  const { order, gas } = await placeOrder(market, stage, parameters);
  return { order: gas, settle: await settleOrder(market, stage, order) };
}

/** As the SDK orders where no allowance stands: one of exactly the maximum, used up by the order that follows. */
export async function fullRunWithExactAllowance(
  market: Market,
  stage: Stage,
): Promise<RunGas & { approval: number }> {
  await emptyCredit(market, stage.buyer);
  const order = await draft(market, stage, {});
  const { jobs: escrow } = market.book.contracts;
  const approval = await approveExactly(market, stage.buyer, escrow, await maximumOf(market, order));
  const { gas } = await submitOrder(market, stage, order);
  return { approval, order: gas, settle: await settleOrder(market, stage, order) };
}

export async function fullRunBySignature(market: Market, stage: Stage, relayFee: bigint): Promise<RunGas> {
  await emptyCredit(market, stage.buyer);
  const { order, gas } = await placeOrderBySignature(market, stage, relayFee);
  return { order: gas, settle: await settleOrder(market, stage, order) };
}

export async function maximumOf(market: Market, order: Order): Promise<bigint> {
  const { jobs: address } = market.book.contracts;
  return market.chain.readContract({ address, abi: jobsAbi, functionName: 'maximumOf', args: [order] });
}

/** Refunds of earlier runs would pay the order and save the transfer: a repeat buyer is measured at the dearer of the two. */
export async function emptyCredit(market: Market, account: PrivateKeyAccount): Promise<void> {
  const credit = await market.chain.readContract({
    address: market.book.contracts.jobs,
    abi: jobsAbi,
    functionName: 'balanceOf',
    args: [market.token, account.address],
  });
  if (credit > 0n) await jobs(market, account, 'withdraw', [[market.token], account.address]);
}

/** Puts orders into the pool without waiting; the gas is given because an estimate would not see the ones before it. */
export async function submitOrders(market: Market, stage: Stage, size: number): Promise<Hex[]> {
  const first = await market.chain.getTransactionCount({ address: stage.buyer.address });
  const orders = await Promise.all(Array.from({ length: size }, () => draft(market, stage, {})));
  return Promise.all(
    orders.map(async (order, index) => {
      const quote = await signQuote(market, stage.provider.operator, order);
      return market.wallet.writeContract({
        address: market.book.contracts.jobs,
        abi: jobsAbi,
        functionName: 'order',
        args: [order, quote],
        account: stage.buyer,
        chain: null,
        nonce: first + index,
        gas: 1_000_000n,
      });
    }),
  );
}
