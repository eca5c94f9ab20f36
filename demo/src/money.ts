/**
 * An amount with its token, never rounded.
 * @example formatMoney(1_500_000n, { symbol: 'tUSD', decimals: 6 }) // '1.5 tUSD'
 */
export function formatMoney(amount: bigint, token: { symbol: string; decimals: number }): string {
  const digits = amount.toString().padStart(token.decimals + 1, '0');
  const whole = digits.slice(0, digits.length - token.decimals);
  const fraction = digits.slice(digits.length - token.decimals).replace(/0+$/, '');
  return `${whole}${fraction === '' ? '' : `.${fraction}`} ${token.symbol}`;
}
