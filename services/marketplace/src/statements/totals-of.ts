import { type StatementLine, type StatementTotal, statementSectionOrder } from '@atoll/schemas/statement';
import { type Decimal, formatDecimal, plus, roundedTo, zero } from './decimal.ts';
import { moneyOf } from './money.ts';

interface Sum {
  readonly first: StatementLine;
  units: bigint;
  lines: number;
  fiat: Decimal;
  valued: number;
}

function totalOf(sum: Sum, digits: number | undefined, withAsset: boolean): StatementTotal {
  const { first, units, lines, valued } = sum;
  const currency = first.fiat?.currency;
  const { section, direction, asset, token } = first;
  return {
    section,
    direction,
    ...(withAsset && asset !== undefined ? { asset } : {}),
    token,
    money: moneyOf(units, token),
    lines,
    ...(digits === undefined || currency === undefined || valued === 0
      ? {}
      : {
          fiat: {
            value: roundedTo(sum.fiat, digits),
            exact: formatDecimal(sum.fiat),
            currency,
            missing: lines - valued,
          },
        }),
  };
}

/**
 * Sums of lines, apart by section, direction and token, and by asset as well where `byAsset` says so. Exact; values are summed exactly and
 * rounded once.
 */
export function totalsOf(
  lines: readonly StatementLine[],
  input: { digits: number | undefined; byAsset: boolean },
): StatementTotal[] {
  const sums = new Map<string, Sum>();
  for (const line of lines) {
    const key = [
      statementSectionOrder.indexOf(line.section),
      line.direction,
      line.token.address,
      input.byAsset ? (line.asset?.id ?? '') : '',
    ].join(' ');
    const sum = sums.get(key) ?? { first: line, units: 0n, lines: 0, fiat: zero, valued: 0 };
    const value = line.fiat === undefined ? undefined : parseExact(line.fiat.exact);
    sums.set(key, {
      // one with a value names the currency
      first: sum.first.fiat === undefined ? line : sum.first,
      units: sum.units + BigInt(line.money.units),
      lines: sum.lines + 1,
      fiat: value === undefined ? sum.fiat : plus(sum.fiat, value),
      valued: sum.valued + (value === undefined ? 0 : 1),
    });
  }
  return [...sums]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, sum]) => totalOf(sum, input.digits, input.byAsset));
}

/** An exact value as a line has it, which may be longer than what strangers may write. */
function parseExact(text: string): Decimal {
  const [whole = '0', fraction = ''] = text.split('.');
  return { units: BigInt(whole + fraction), scale: fraction.length };
}
