import type { Address } from '@atoll/schemas/ids';
import { reputationHalfLife } from '@atoll/sdk/reputation';
import type { ReleaseRate } from '@atoll/sdk/release-rate';
import type { Sql, Transaction } from './connection.ts';
import { decaySql } from './decay-sql.ts';
import type { AsOf } from './reputation-of.ts';

/**
 * How much of what a provider had to deliver it delivered, as of a block: exactly what the SDK's `releaseRateOf` computes from the ended
 * jobs. Jobs that the provider's own accounts ordered count as any other: each pays the fee, and what it moves is shown as its value.
 *
 * @example await releaseRateOf({ sql }, { provider, token, asOf: head }); // { released: 950n, value: 1_000n, rate: 9_500n }
 */
export async function releaseRateOf(
  { sql }: { sql: Sql | Transaction },
  input: { provider: Address; token: Address; asOf: AsOf },
): Promise<ReleaseRate> {
  const { provider, token, asOf } = input;
  const value = decaySql('maximum', '$4::bigint - ended_at', Number(reputationHalfLife));
  const [found] = await sql.unsafe<{ released: string; value: string }[]>(
    `select coalesce(sum(value) filter (where outcome = 'released'), 0)::text as released, coalesce(sum(value), 0)::text as value
    from (
      select outcome, ${value} as value from jobs
      where provider = $1::bytea and token = $2::bytea and ended_block <= $3::bigint
        and outcome in ('released', 'withheld', 'algorithm_failed', 'provider_failed', 'expired')
    ) as ended`,
    [provider, token, String(asOf.number), String(asOf.timestamp)],
    { prepare: true },
  );
  const released = BigInt(found?.released ?? 0);
  const total = BigInt(found?.value ?? 0);
  return { released, value: total, rate: total === 0n ? undefined : (released * 10_000n) / total };
}
