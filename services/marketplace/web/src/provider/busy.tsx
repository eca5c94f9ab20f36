import { LinePlot } from '@atoll/ui/line-plot.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { useUtilisation } from './use-provider.ts';

const hourName = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

/** Slots, processors and memory that runs held in each of the last 168 hours. */
export function Busy({ endpoint }: { endpoint: string }) {
  return (
    <Loaded query={useUtilisation(endpoint)} what="Asking how busy it was">
      {(hours) => (
        <LinePlot
          title="Held by runs, of what it offers"
          series={(['slots', 'cpus', 'memory'] as const).map((name) => ({
            name: { slots: 'Slots', cpus: 'CPUs', memory: 'Memory' }[name],
            points: hours.map((each) => ({ x: Date.parse(each.hour) / 1000, y: each[name] })),
          }))}
          formatX={(x) => hourName.format(new Date(x * 1000))}
          formatY={(y) => `${Math.round(y * 100)} %`}
          steps
        />
      )}
    </Loaded>
  );
}
