/** Steps that people count in, for a step of one digit. */
const steps = [1, 2, 2.5, 5, 10];

/**
 * Levels of an axis: round figures, evenly spaced, the first not above `low` and the last not below `high`.
 *
 * @example plotLevels(0, 15.38115) // [0, 5, 10, 15, 20]
 */
export function plotLevels(low: number, high: number, about = 4): number[] {
  const span = high - low;
  if (!(span > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(span / about));
  const step = power * (steps.find((each) => each * power >= (span / about) * (1 - 1e-9)) ?? 10);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  // Multiplied, not added up: 0.1 + 0.2 is no round figure.
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}
