import { Utilisation } from '@atoll/schemas/queue';
import { request } from '@atoll/sdk/request';
import { providerOf } from '@atoll/sdk/services';
import { useDesk } from '@atoll/ui/desk/use-desk.ts';
import { LinePlot } from '@atoll/ui/line-plot.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import type { ProviderDesk } from './environments-page.tsx';

const kinds = ['slots', 'cpus', 'memory'] as const;

/** How busy the machine was in each hour of the last seven days. */
export function UtilisationPlot({ desk }: { desk: ProviderDesk }) {
  const hours = useDesk(desk.market, ['utilisation'], (market) =>
    request(market, {
      service: providerOf(market),
      method: 'GET',
      path: '/utilisation',
      signed: false,
      reply: Utilisation,
    }),
  );
  return (
    <section aria-labelledby="utilisation">
      <h2 id="utilisation">Utilisation</h2>
      <Loaded query={hours} what="Reading the last seven days">
        {(found) => (
          <LinePlot
            title="Held in each hour, as a share of what is offered now"
            series={kinds.map((kind) => ({
              name: kind,
              points: found.map((hour) => ({ x: Date.parse(hour.hour) / 1000, y: hour[kind] })),
            }))}
            formatX={(x) => new Date(x * 1000).toISOString().slice(0, 16).replace('T', ' ')}
            formatY={(y) => `${Math.round(y * 100)} %`}
            steps
          />
        )}
      </Loaded>
    </section>
  );
}
