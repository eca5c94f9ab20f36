import type { Address } from '@atoll/schemas/ids';
import { LinePlot } from '@atoll/ui/line-plot.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { formatAmount, useToken } from '@atoll/ui/money.tsx';
import { useSpending } from './use-orders.ts';

const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** What was spent over time, added up, a plot for each token. */
export function Spending({ account }: { account: Address }) {
  const spending = useSpending(account);
  return (
    <Loaded query={spending} what="Adding up what you spent">
      {(paid) => {
        const tokens = [...new Set(paid.map(({ token }) => token))];
        return (
          <>
            {tokens.map((token) => (
              <TokenSpending key={token} token={token} paid={paid.filter((each) => each.token === token)} />
            ))}
          </>
        );
      }}
    </Loaded>
  );
}

function TokenSpending(input: { token: string; paid: readonly { endedAt: number; paid: bigint }[] }) {
  const { symbol, decimals } = useToken(input.token);
  // A plot is looked at; the exact sums stand in the orders.
  const points = sums(input.paid).map(({ endedAt, sum }) => ({ x: endedAt, y: Number(sum) }));
  return (
    <LinePlot
      title={`Spent in all, ${symbol}`}
      series={[{ name: symbol, points }]}
      formatX={(x) => day.format(x * 1000)}
      formatY={(y) => formatAmount(BigInt(Math.round(y)), decimals)}
      steps
    />
  );
}

/** What was paid in all after each order. */
function sums(paid: readonly { endedAt: number; paid: bigint }[]): { endedAt: number; sum: bigint }[] {
  const all: { endedAt: number; sum: bigint }[] = [];
  let sum = 0n;
  for (const each of paid) {
    sum += each.paid;
    all.push({ endedAt: each.endedAt, sum });
  }
  return all;
}
