import { translated } from '@atoll/chain/translate';
import { providerRegistryAbi } from '@atoll/contracts/generated/providerRegistry';
import { useDesk } from '@atoll/ui/desk/use-desk.ts';
import { LinePlot } from '@atoll/ui/line-plot.tsx';
import { formatAmount, useToken } from '@atoll/ui/money.tsx';
import type { ProviderDesk } from './environments-page.tsx';
import { ceilingAt, type Curve } from './ceiling-at.ts';

/** Steps of the plot, in basis points of utilisation. */
const step = 500;

/** Most that a quote may ask for a second, by how busy the environment was of late. */
export function PriceCurve(input: {
  desk: ProviderDesk;
  environment: { readonly token: string; readonly pricePerSecond: bigint };
}) {
  const { market } = input.desk;
  const { token, pricePerSecond } = input.environment;
  const { symbol, decimals } = useToken(token);
  const curve = useDesk(market, ['curve'], () =>
    translated('ProviderRegistry.curve', (): Promise<Curve> =>
      market.chain.publicClient.readContract({
        address: market.chain.addresses.providerRegistry,
        abi: providerRegistryAbi,
        functionName: 'curve',
      }),
    ),
  );
  if (curve.data === undefined) return null;
  const found = curve.data;
  const points = Array.from({ length: 10_000 / step + 1 }, (_, index) => ({
    x: index * step,
    y: Number(ceilingAt(found, pricePerSecond, index * step)),
  }));
  return (
    <LinePlot
      title={`Most a quote may ask for a second, in ${symbol}, by utilisation`}
      series={[{ name: 'ceiling', points }]}
      formatX={(x) => `${x / 100} %`}
      formatY={(y) => formatAmount(BigInt(Math.round(y)), decimals)}
    />
  );
}
