import type { StatementLine } from '@atoll/schemas/statement';
import { formatDecimal, roundedTo, times } from './decimal.ts';
import { inLanes } from './assets-of.ts';
import type { PlacedLine } from './lines-of.ts';
import { dayOf } from './period.ts';
import type { NoPrice, Price, PriceSource } from './prices/price-source.ts';

/** Milliseconds that asking for prices may take altogether. What was found until then is kept for the next time. */
const patienceMs = 20_000;

function valued(placed: PlacedLine, found: Price | NoPrice, source: PriceSource): StatementLine {
  const { line, units } = placed;
  if ('reason' in found) return { ...line, note: found.reason };
  const exact = times({ units, scale: line.token.decimals ?? 0 }, found.price);
  return {
    ...line,
    fiat: {
      value: roundedTo(exact, source.digits),
      exact: formatDecimal(exact),
      price: formatDecimal(found.price),
      currency: source.currency,
      source: found.source,
    },
  };
}

/**
 * Gives each line of money that came in its value on the day of its receipt. Where the source has no price of that very day the line stays
 * without a value and says why: nothing is guessed.
 */
export async function valueLines(
  lines: readonly PlacedLine[],
  source: PriceSource | undefined,
): Promise<StatementLine[]> {
  if (source === undefined) return lines.map(({ line }) => line);
  const keyOf = ({ line, seconds }: PlacedLine): string | undefined =>
    line.direction === 'in' && line.token.symbol !== undefined
      ? `${dayOf(seconds)} ${line.token.address}`
      : undefined;
  const wanted = new Map<string, PlacedLine>();
  for (const placed of lines) {
    const key = keyOf(placed);
    if (key !== undefined) wanted.set(key, placed);
  }
  const signal = AbortSignal.timeout(patienceMs);
  const found = new Map<string, Price | NoPrice>();
  await inLanes(wanted, async ([key, { line, seconds }]) => {
    const token = { address: line.token.address, symbol: line.token.symbol ?? '' };
    found.set(
      key,
      signal.aborted
        ? { reason: `${source.name} is slow; ask again for this value` }
        : await source.priceOn(token, dayOf(seconds), signal),
    );
  });
  return lines.map((placed) => {
    const key = keyOf(placed);
    if (key === undefined) {
      return placed.line.direction === 'in'
        ? { ...placed.line, note: 'the deployment does not list this token' }
        : placed.line;
    }
    return valued(placed, found.get(key) ?? { reason: 'not asked for' }, source);
  });
}
