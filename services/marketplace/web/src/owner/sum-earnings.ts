import type { EarningView } from '@atoll/schemas/indexer/jobs';

/** What was earned for one asset in one role on one day. */
export type Earning = Pick<EarningView, 'token' | 'assetId' | 'role' | 'day' | 'amount' | 'payments'>;

/** The sum so far after each day with earnings, by asset; `y` in the token's smallest unit, near enough to be drawn. */
export function seriesOf(
  earnings: readonly Earning[],
  token: string,
): { assetId: string; points: { x: number; y: number }[] }[] {
  const byAsset = Map.groupBy(
    earnings.filter((each) => each.token === token),
    ({ assetId }) => assetId,
  );
  return [...byAsset].map(([assetId, own]) => {
    const byDay = new Map<number, bigint>();
    for (const { day, amount } of own) byDay.set(day, (byDay.get(day) ?? 0n) + BigInt(amount));
    let sum = 0n;
    const points = [...byDay]
      .toSorted(([a], [b]) => a - b)
      .map(([day, amount]) => {
        sum += amount;
        return { x: day, y: Number(sum) };
      });
    return { assetId, points };
  });
}

/** Exact sums by asset, role and token, the largest first. */
export function totalsOf(
  earnings: readonly Earning[],
): { assetId: string; role: Earning['role']; token: Earning['token']; amount: bigint; payments: number }[] {
  const groups = Map.groupBy(earnings, ({ assetId, role, token }) => `${assetId} ${role} ${token}`);
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      const { assetId, role, token } = first;
      const amount = group.reduce((sum, each) => sum + BigInt(each.amount), 0n);
      return [
        { assetId, role, token, amount, payments: group.reduce((sum, each) => sum + each.payments, 0) },
      ];
    })
    .toSorted((a, b) => (a.amount > b.amount ? -1 : 1));
}
