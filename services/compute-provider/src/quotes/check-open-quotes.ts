import { AtollError } from '@atoll/schemas/error';
import type { Address } from '@atoll/schemas/ids';
import { graceSeconds, type Query } from './free-slots.ts';

/** The buyer keeps as many slots without ordering as one buyer may. */
class TooManyOpenQuotes extends AtollError {
  constructor(input: { buyer: Address; limit: number; retryAfterSeconds: number }) {
    super({
      code: 'too_many_requests',
      message: `${input.buyer} has ${input.limit} quotes that it has not ordered`,
      hint: `order one of them, or ask again in ${input.retryAfterSeconds} seconds, when the first one has lapsed`,
      retryable: true,
      data: input,
    });
  }
}

/**
 * That the buyer may reserve another slot. A quote counts until it has become a job here or its reservation has lapsed. Until the
 * transaction ends, no other quote of the buyer is counted or made, in whichever environment.
 *
 * @param input.now time of the newest block
 * @param input.confirmations blocks that an order waits for before it is a job here
 * @throws TooManyOpenQuotes
 */
export async function checkOpenQuotes(
  sql: Query,
  input: { buyer: Address; limit: number; now: number; confirmations: number },
): Promise<void> {
  const { buyer, limit, now } = input;
  const grace = graceSeconds(input.confirmations);
  await sql`select pg_advisory_xact_lock(hashtextextended(${`atoll.buyer.${buyer}`}, 0))`;
  const open = await sql<{ validUntil: bigint }[]>`
    select valid_until as "validUntil" from compute_provider.quotes
    where "order" ->> 'buyer' = ${buyer} and valid_until >= ${now - grace}
      and not exists (select from compute_provider.jobs where jobs.job_id = quotes.job_id)
    order by valid_until desc limit ${limit}`;
  // Of the newest `limit` ones the first to lapse: once it has, one fewer than the limit is open.
  const lapsing = open[limit - 1];
  if (lapsing === undefined) return;
  throw new TooManyOpenQuotes({
    buyer,
    limit,
    retryAfterSeconds: Number(lapsing.validUntil) + grace + 1 - now,
  });
}
