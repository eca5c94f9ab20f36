import { jobIdOf } from '@atoll/chain/job-id';
import { maximumOf } from '@atoll/chain/maximum-of';
import { BlockTime, Bytes32, Hex, RelayedSignature } from '@atoll/schemas/ids';
import { RelayRequest } from '@atoll/schemas/order';
import { expireJob } from '@atoll/sdk/expire-job';
import { finalizeWithheld } from '@atoll/sdk/finalize-withheld';
import { orderJob } from '@atoll/sdk/order';
import { rateJob } from '@atoll/sdk/rate-job';
import { sendSignedOrder } from '@atoll/sdk/send-signed-order';
import { orderToSign } from '@atoll/sdk/sign-order';
import { z } from 'zod';
import { Order } from '../arguments.ts';
import { Account, Int, money, nameOf, sentence, type Sentences, type Words } from '../sentence.ts';
import { verb, type VerbContext, type VerbResult } from '../verb.ts';

const ofOrder = { order: Order };
const Quoted = {
  ...ofOrder,
  validUntil: BlockTime,
  signature: Hex.describe('the provider’s, over the quote'),
};
const OrderArguments = z.object({
  ...Quoted,
  by: z.enum(['transaction', 'signatures']).default('transaction'),
});

async function order(
  ctx: VerbContext,
  { by, ...input }: z.output<typeof OrderArguments>,
): Promise<VerbResult> {
  const { chain } = ctx;
  const jobId = jobIdOf(input.order, { chainId: chain.chainId, jobs: chain.addresses.jobs });
  const quote = { ...input, jobId, maximum: maximumOf(input.order) };
  const makes = { kind: 'order', id: jobId } as const;
  if (by === 'signatures') return { makes, toSign: await orderToSign(chain, quote) };
  await orderJob(ctx, quote);
  return { makes };
}

export const orderVerbs = {
  order: verb(
    'Order what a provider has quoted, by a transaction or by two signatures',
    OrderArguments,
    order,
    (result) => result,
  ),
  'send-signed-order': verb(
    'Place an order that its buyer signed, for its relay fee',
    z.object({
      ...Quoted,
      signed: z.object({
        signature: RelayedSignature.describe('the buyer’s, over the order'),
        permit: RelayRequest.shape.permit,
      }),
    }),
    (ctx, { signed, ...quote }) => sendSignedOrder(ctx, quote, signed),
  ),
  expire: verb('End an order whose provider let its deadline pass', z.object(ofOrder), (ctx, input) =>
    expireJob(ctx, input.order),
  ),
  'finalize-withheld': verb(
    'End an order whose reported run was not released in the time for review',
    z.object(ofOrder),
    (ctx, input) => finalizeWithheld(ctx, input.order),
  ),
  rate: verb(
    'Rate a run',
    z.object({ jobId: Bytes32, score: z.int().min(1).max(5), comment: Bytes32.optional() }),
    rateJob,
  ),
};

const OrderSaid = z.object({
  buyer: Account,
  token: Account,
  datasets: z.array(z.object({ price: z.bigint(), series: Int })),
  algorithm: z.object({ price: z.bigint() }),
  pricePerSecond: z.bigint(),
  maxSeconds: Int,
  feeRate: Int,
  failureCap: z.bigint(),
  relayFee: z.bigint(),
});

function orderSum(said: z.infer<typeof OrderSaid>): { total: bigint; prepaid: bigint } {
  const data = said.datasets.reduce((sum, { price }) => sum + price, 0n);
  const compute = said.pricePerSecond * BigInt(said.maxSeconds);
  const parts = data + said.algorithm.price + compute;
  const prepaid = said.datasets.reduce(
    (sum, { price, series }) => (Number(series) === 0 ? sum : sum + price),
    0n,
  );
  return { total: parts + (parts * BigInt(said.feeRate)) / 10_000n + said.relayFee, prepaid };
}

/** What an order locks, in words. */
export function sayOrder(message: unknown, words: Words): string {
  const said = OrderSaid.parse(message);
  const { total, prepaid } = orderSum(said);
  const passes = prepaid === 0n ? '' : `; passes that you hold pay ${money(prepaid, said.token, words)} more`;
  return `Order a run: at most ${money(total - prepaid, said.token, words)} is locked in escrow${passes}. What is not used comes back.`;
}

export const orderSentences: Sentences = {
  'jobs.order': sentence(z.tuple([OrderSaid, z.unknown()]), ([said], words) => sayOrder(said, words)),
  'jobs.orderBySig': sentence(
    z.tuple([OrderSaid, z.unknown(), z.unknown(), z.unknown()]),
    ([said], words) =>
      `Place the order that ${nameOf(said.buyer, words)} signed and pays; you are credited ${money(said.relayFee, said.token, words)} for it.`,
  ),
  'jobs.expire': sentence(
    z.tuple([OrderSaid]),
    ([said], words) =>
      `End an order whose provider let its deadline pass; its buyer gets back up to ${money(orderSum(said).total, said.token, words)}.`,
  ),
  'jobs.finalizeWithheld': sentence(
    z.tuple([OrderSaid]),
    ([said], words) =>
      `End an order whose run was reported and not released: at most ${money(said.failureCap, said.token, words)} pays compute and algorithm, and its buyer gets back the rest.`,
  ),
  'ratings.rate': sentence(
    z.tuple([z.unknown(), z.unknown(), Int, z.unknown()]),
    ([, , score]) => `Rate the run with ${score} of 5, once and for all.`,
  ),
};
