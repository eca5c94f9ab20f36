/** One curve, as pairs of x and y; `step` holds a value until the next point. */
export interface Series {
  readonly label: string;
  readonly colour: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly step?: boolean;
}

export interface Panel {
  readonly title: string;
  /** Of the vertical axis, from its lowest to its highest value, a line at each. */
  readonly ticks: readonly number[];
  readonly tickLabel: (value: number) => string;
  readonly series: readonly Series[];
  /** A horizontal line with its meaning. */
  readonly mark?: { readonly at: number; readonly label: string };
}

export interface Chart {
  readonly title: string;
  readonly subtitle: string;
  readonly xLabel: string;
  readonly xTicks: readonly number[];
  readonly panels: readonly Panel[];
}

const width = 960;
const panelHeight = 220;
const gap = 64;
const frame = { left: 84, right: 32, top: 96, bottom: 64 } as const;
const ink = '#1f2933';
const faint = '#d5dbe1';
const quiet = '#5b6770';

/**
 * Panels above each other over one horizontal axis, as an SVG document that needs nothing else.
 *
 * @example lineChart({ title, subtitle, xLabel: 'hour', xTicks: [0, 12, 24], panels: [{ title: 'load', ticks: [0, 1], tickLabel: String, series }] })
 */
export function lineChart(chart: Chart): string {
  const height = frame.top + chart.panels.length * (panelHeight + gap) - gap + frame.bottom;
  const body = chart.panels.flatMap((panel, index) =>
    drawPanel(chart, panel, frame.top + index * (panelHeight + gap)),
  );
  const bottom = height - frame.bottom;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
      `font-family="system-ui, sans-serif" font-size="13" fill="${ink}" role="img" aria-label="${escaped(chart.title)}">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(frame.left, 34, chart.title, 'font-size="19" font-weight="600"'),
    text(frame.left, 56, chart.subtitle, `fill="${quiet}"`),
    ...body,
    ...chart.xTicks.map((tick) => text(horizontal(chart, tick), bottom + 20, String(tick), middle)),
    text((frame.left + width - frame.right) / 2, bottom + 44, chart.xLabel, middle),
    '</svg>',
    '',
  ].join('\n');
}

const middle = 'text-anchor="middle"';

function drawPanel(chart: Chart, panel: Panel, top: number): string[] {
  const bottom = top + panelHeight;
  const y = (value: number): number => {
    const [low, high] = ends(panel.ticks);
    return round(bottom - ((value - low) / (high - low)) * panelHeight);
  };
  const right = width - frame.right;
  return [
    text(frame.left, top - 12, panel.title, 'font-weight="600"'),
    ...panel.ticks.flatMap((tick) => [
      line([frame.left, y(tick)], [right, y(tick)], faint),
      text(frame.left - 10, y(tick) + 4, panel.tickLabel(tick), 'text-anchor="end"'),
    ]),
    ...chart.xTicks.map((tick) =>
      line([horizontal(chart, tick), top], [horizontal(chart, tick), bottom], faint),
    ),
    ...(panel.mark === undefined
      ? []
      : [
          line([frame.left, y(panel.mark.at)], [right, y(panel.mark.at)], quiet, 'stroke-dasharray="5 4"'),
          text(right - 4, y(panel.mark.at) - 6, panel.mark.label, `text-anchor="end" fill="${quiet}"`),
        ]),
    ...panel.series.map(
      (series) =>
        `<path d="${path(series, (x) => horizontal(chart, x), y)}" fill="none" stroke="${series.colour}" stroke-width="2.2" stroke-linejoin="round"/>`,
    ),
    ...legend(panel, top),
  ];
}

/** Right above the panel, beside its title. */
function legend(panel: Panel, top: number): string[] {
  let x = width - frame.right;
  return [...panel.series].reverse().flatMap(({ label, colour }) => {
    x -= label.length * 7 + 34;
    return [
      line([x, top - 16], [x + 20, top - 16], colour, 'stroke-width="2.5"'),
      text(x + 26, top - 12, label),
    ];
  });
}

function path(
  { points, step = false }: Series,
  x: (value: number) => number,
  y: (value: number) => number,
): string {
  return points
    .map(([at, value], index) => {
      if (index === 0) return `M${x(at)} ${y(value)}`;
      return step ? `H${x(at)}V${y(value)}` : `L${x(at)} ${y(value)}`;
    })
    .join('');
}

function horizontal(chart: Chart, value: number): number {
  const [low, high] = ends(chart.xTicks);
  return round(frame.left + ((value - low) / (high - low)) * (width - frame.left - frame.right));
}

function ends(ticks: readonly number[]): [low: number, high: number] {
  return [Math.min(...ticks), Math.max(...ticks)];
}

function line(
  [x1, y1]: readonly [number, number],
  [x2, y2]: readonly [number, number],
  colour: string,
  rest = '',
): string {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${colour}" ${rest}/>`;
}

function text(x: number, y: number, content: string, rest = ''): string {
  return `<text x="${x}" y="${y}" ${rest}>${escaped(content)}</text>`;
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
