import type { ColumnStatistics } from '@atoll/schemas/metadata/statistics';
import { inertText } from '@atoll/ui/foreign-text.tsx';

const width = 180;
const height = 44;
/** Bars of one plot; neighbouring intervals are joined above it. */
const mostBars = 40;

interface Bar {
  readonly label: string;
  readonly rows: number;
}

const short = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });
const place = (value: number | string): string =>
  typeof value === 'number' ? short.format(value) : inertText(value, 40);

/** Categories as they are; intervals joined until they fit. */
function barsOf(column: ColumnStatistics): Bar[] {
  if (column.categories !== undefined) {
    return column.categories
      .slice(0, mostBars)
      .map(({ value, rows }) => ({ label: inertText(value, 60), rows }));
  }
  const bins = column.bins ?? [];
  const joined = Math.max(1, Math.ceil(bins.length / mostBars));
  const bars: Bar[] = [];
  for (let at = 0; at < bins.length; at += joined) {
    const some = bins.slice(at, at + joined);
    const [first, last] = [some[0], some.at(-1)];
    if (first === undefined || last === undefined) continue;
    bars.push({
      label: `${place(first.from)} to ${place(last.to)}`,
      rows: some.reduce((sum, { rows }) => sum + rows, 0),
    });
  }
  return bars;
}

/** How the values of a column lie, as bars, with the same in words for who cannot see them. */
export function ColumnPlot({ name, column }: { name: string; column: ColumnStatistics | undefined }) {
  if (column === undefined) return <span className="faint">nothing published</span>;
  const bars = barsOf(column);
  if (bars.length === 0) return <span className="faint">nothing is measured of text</span>;
  const most = bars.reduce((highest, { rows }) => Math.max(highest, rows), 1);
  const step = width / bars.length;
  const peak = bars.reduce((best, bar) => (bar.rows > best.rows ? bar : best));
  const words = `${inertText(name, 60)}: most rows have ${peak.label}`;
  return (
    <div className="column-plot plot">
      <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={words}>
        {bars.map((bar, index) => {
          const tall = Math.max(1, (bar.rows / most) * (height - 2));
          return (
            <rect
              key={`${index} ${bar.label}`}
              className="plot-bar-1"
              x={index * step + 0.5}
              y={height - tall}
              width={Math.max(1, step - 1)}
              height={tall}
            >
              <title>{`${bar.label}: about ${short.format(bar.rows)} rows`}</title>
            </rect>
          );
        })}
      </svg>
      <span className="faint">{figures(column, bars)}</span>
    </div>
  );
}

function figures(column: ColumnStatistics, bars: readonly Bar[]): string {
  const missing =
    (column.missing ?? 0) >= 0.005 ? `, ${Math.round((column.missing ?? 0) * 100)} % missing` : '';
  if (column.categories !== undefined) {
    const names = bars.slice(0, 3).map(({ label }) => label);
    return `${names.join(', ')}${bars.length > 3 ? ', …' : ''}${missing}`;
  }
  const [first, last] = [column.bins?.[0], column.bins?.at(-1)];
  const ends = first === undefined || last === undefined ? '' : `${place(first.from)} to ${place(last.to)}`;
  const mean = column.mean === undefined ? '' : `, mean ${short.format(column.mean)}`;
  return `${ends}${mean}${missing}`;
}
