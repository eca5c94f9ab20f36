import { ErrorNotice } from '@atoll/ui/error-notice.tsx';
import { shorten } from '@atoll/ui/account.tsx';
import { LinePlot } from '@atoll/ui/line-plot.tsx';
import { Loading } from '@atoll/ui/loading.tsx';
import { formatAmount, Money, useToken } from '@atoll/ui/money.tsx';
import { ceilingAt, type Curve } from './ceiling.ts';
import { type Provider, useCeilings } from './use-provider.ts';

type Environment = Provider['environments'][number];

const percent = (basisPoints: number): string => `${Math.round(basisPoints / 100)} % busy`;

/** What a quote may ask for a second at most, by how busy an environment was of late. */
export function PriceCurves({ provider }: { provider: Provider }) {
  const ceilings = useCeilings(provider);
  if (ceilings.isError) return <ErrorNotice error={ceilings.error} onRetry={() => void ceilings.refetch()} />;
  const found = ceilings.data;
  if (found === undefined || found === null) return <Loading what="Reading the curve from the chain" />;
  return (
    <>
      {provider.environments.map((environment) => (
        <PriceCurve
          key={environment.id}
          environment={environment}
          curve={found.curve}
          place={found.places.find((place) => place.environment === environment.id)}
        />
      ))}
    </>
  );
}

function PriceCurve(input: {
  environment: Environment;
  curve: Curve;
  place: { ceiling: bigint; utilisation: number } | undefined;
}) {
  const { environment, curve, place } = input;
  const { symbol, decimals } = useToken(environment.token);
  const base = BigInt(environment.pricePerSecond);
  const at = (x: number) => ({ x, y: Number(ceilingAt(base, x, curve)) });
  return (
    <>
      <LinePlot
        title={`Ceiling of a second in ${symbol}, environment ${shorten(environment.id)}`}
        series={[
          { name: 'Ceiling', points: [at(0), at(curve.kink), at(10_000)] },
          ...(place === undefined
            ? []
            : [{ name: 'Now', points: [{ x: place.utilisation, y: Number(place.ceiling) }] }]),
        ]}
        formatX={percent}
        formatY={(y) => formatAmount(BigInt(Math.round(y)), decimals)}
      />
      {place === undefined ? null : (
        <p>
          {percent(place.utilisation)} of late (half-life one hour), so a quote may ask at most{' '}
          <Money amount={place.ceiling} token={environment.token} /> for a second. The ceiling is a bound, not
          evidence of load.
        </p>
      )}
    </>
  );
}
