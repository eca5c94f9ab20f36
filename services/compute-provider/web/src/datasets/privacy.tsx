import { LinePlot } from '@atoll/ui/line-plot.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import type { DeskSession } from '../desk/desk.tsx';
import { usePrivacy } from '../desk/use-privacy.ts';

/** What all samples together have cost of a dataset's privacy, over time, below its cap. */
export function Privacy({ session, name }: { session: DeskSession; name: string }) {
  const ledger = usePrivacy(session, name);
  return (
    <section aria-labelledby="privacy">
      <h2 id="privacy">Privacy spent</h2>
      <Loaded query={ledger} what="Reading the privacy ledger">
        {({ spent, cap, entries }) => {
          const inOrder = entries.toSorted((a, b) => a.at.localeCompare(b.at));
          const times = inOrder.map(({ at }) => Date.parse(at) / 1000);
          const points = inOrder.map(({ at }, index) => ({
            x: Date.parse(at) / 1000,
            y: inOrder.slice(0, index + 1).reduce((sum, { epsilon }) => sum + epsilon, 0),
          }));
          return (
            <>
              <p>
                ε = {spent} of at most {cap}.
              </p>
              <LinePlot
                title="Privacy spent (ε)"
                series={
                  points.length === 0
                    ? []
                    : [
                        { name: 'spent', points },
                        { name: 'budget', points: times.map((x) => ({ x, y: cap })) },
                      ]
                }
                formatX={(x) => new Date(x * 1000).toISOString().slice(0, 10)}
                formatY={(y) => y.toPrecision(3)}
                steps
              />
            </>
          );
        }}
      </Loaded>
    </section>
  );
}
