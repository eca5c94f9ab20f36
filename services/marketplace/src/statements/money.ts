import type { Address } from '@atoll/schemas/ids';
import type { StatementMoney, StatementToken } from '@atoll/schemas/statement';
import type { AcceptedToken } from '../catalogue/format-amount.ts';
import { formatDecimal } from './decimal.ts';

/** A token as the deployment lists it; one that it does not list has its address alone, for what its contract says proves nothing. */
export function tokenOf(address: Address, tokens: readonly AcceptedToken[]): StatementToken {
  const known = tokens.find((each) => each.address === address);
  return known === undefined ? { address } : { address, symbol: known.symbol, decimals: known.decimals };
}

/** An amount in smallest units and, where the token's decimals are known, as an exact decimal. */
export function moneyOf(units: bigint, token: StatementToken): StatementMoney {
  const text = units.toString();
  if (token.decimals === undefined) return { units: text };
  return { units: text, amount: formatDecimal({ units, scale: token.decimals }) };
}
