import { useId } from 'react';
import { plotLevels } from './plot-levels.ts';
import { useWidth } from './use-width.ts';

export interface Series {
  readonly name: string;
  /** Places on the x axis (e.g. block time in seconds) with a figure each, ascending. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

const size = { width: 640, height: 240, right: 12, top: 12, bottom: 28 };
/** Of a letter at the size of the axes' labels, at most. */
const letterWidth = 7.2;

/** A scale from a domain to pixels; a domain of one value stands in the middle. */
function scale(from: number, to: number, start: number, end: number): (value: number) => number {
  const span = to - from;
  return (value) => (span === 0 ? (start + end) / 2 : start + ((value - from) / span) * (end - start));
}

/**
 * Figures over time as lines, or as steps where a value holds until the next. The same figures stand beside it in a table for who would
 * rather read, or cannot see it.
 *
 * @example <LinePlot title="Price" series={[{ name: 'tUSD', points }]} formatX={date} formatY={money} steps />
 */
export function LinePlot(input: {
  title: string;
  series: readonly Series[];
  formatX: (x: number) => string;
  formatY: (y: number) => string;
  steps?: boolean;
}) {
  const { title, series, formatX, formatY, steps = false } = input;
  const id = useId();
  const [drawing, width] = useWidth<HTMLDivElement>(size.width);
  const points = series.flatMap((each) => each.points);
  if (points.length === 0) return <p className="notice">{title}: nothing to plot yet.</p>;
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const [left, right] = [xs.reduce((a, b) => Math.min(a, b)), xs.reduce((a, b) => Math.max(a, b))];
  const levels = plotLevels(
    Math.min(
      0,
      ys.reduce((a, b) => Math.min(a, b)),
    ),
    // a plot of nothing but zeros has room above its line as well
    ys.reduce((a, b) => Math.max(a, b)) || (ys.every((value) => value === 0) ? 1 : 0),
  );
  const [low = 0, high = 0] = [levels[0], levels.at(-1)];
  const from = 10 + letterWidth * Math.max(...levels.map((level) => formatY(level).length));
  const to = width - size.right;
  const x = scale(left, right, from, to);
  const y = scale(low, high, size.height - size.bottom, size.top);
  const path = (each: Series) =>
    each.points
      .map((point, index) => {
        if (index === 0) return `M${x(point.x)},${y(point.y)}`;
        return steps ? `H${x(point.x)}V${y(point.y)}` : `L${x(point.x)},${y(point.y)}`;
      })
      .join('');
  return (
    <figure className="plot card">
      <figcaption id={id}>
        {title}
        {series.length > 1
          ? series.map(({ name }, index) => (
              <span key={name} className={`badge plot-name-${(index % 4) + 1}`}>
                {name}
              </span>
            ))
          : null}
      </figcaption>
      <div ref={drawing}>
        <svg viewBox={`0 0 ${width} ${size.height}`} role="img" aria-labelledby={id}>
          {levels.map((level) => (
            <g key={level}>
              <line className="axis" x1={from} x2={to} y1={y(level)} y2={y(level)} />
              <text x={from - 6} y={y(level) + 4} textAnchor="end">
                {formatY(level)}
              </text>
            </g>
          ))}
          {left === right ? (
            <text x={x(left)} y={size.height - 8} textAnchor="middle">
              {formatX(left)}
            </text>
          ) : (
            <>
              <text x={from} y={size.height - 8}>
                {formatX(left)}
              </text>
              <text x={to} y={size.height - 8} textAnchor="end">
                {formatX(right)}
              </text>
            </>
          )}
          {series.map((each, index) => (
            <g key={each.name} className={`plot-line plot-line-${(index % 4) + 1}`}>
              <path d={path(each)} fill="none" />
              {each.points.length <= 40
                ? each.points.map((point) => (
                    <circle key={`${point.x} ${point.y}`} cx={x(point.x)} cy={y(point.y)} r="3">
                      <title>{`${each.name}, ${formatX(point.x)}: ${formatY(point.y)}`}</title>
                    </circle>
                  ))
                : null}
            </g>
          ))}
        </svg>
      </div>
      <PlotTable title={title} series={series} formatX={formatX} formatY={formatY} />
    </figure>
  );
}

/** The figures of a plot, to be read. */
export function PlotTable(input: {
  title: string;
  series: readonly Series[];
  formatX: (x: number) => string;
  formatY: (y: number) => string;
}) {
  const { title, series, formatX, formatY } = input;
  return (
    <details>
      <summary>As a table</summary>
      <div className="wide" tabIndex={0} role="region" aria-label={`${title}, as a table`}>
        <table>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">What</th>
              <th scope="col" className="number">
                Value
              </th>
            </tr>
          </thead>
          <tbody>
            {series.flatMap((each) =>
              each.points.map((point, index) => (
                <tr key={`${each.name} ${index}`}>
                  <td>{formatX(point.x)}</td>
                  <td>{each.name}</td>
                  <td className="number">{formatY(point.y)}</td>
                </tr>
              )),
            )}
          </tbody>
        </table>
      </div>
    </details>
  );
}
