/**
 * The value that a source text gives a name, written as the page writes it: `1_000` as `1,000`, a number of seconds that is a multiple
 * of 86,400 as days. Finds `NAME = value`, `name: value` and `name ?? value`.
 */
export function valueOf(text: string, name: string): string | undefined {
  const value = '(\\d[\\d_]*n?(?: \\* 86_400n?)?(?: (?:hours|days))?)(?=[;,)}\\s])';
  const found = new RegExp(`\\b${name}\\b(?: =|:| \\?\\?) ${value}`).exec(text)?.[1];
  return found === undefined ? undefined : shownAs(found);
}

function shownAs(source: string): string {
  const plain = source.replaceAll('_', '').replaceAll('n', '');
  const [amount = '', unit] = plain.split(/ \* | /);
  if (unit === '86400') return counted(Number(amount), 'day');
  if (unit !== undefined) return counted(Number(amount), unit.replace(/s$/, ''));
  if (amount === '86400') return counted(1, 'day');
  return Number(amount).toLocaleString('en');
}

function counted(amount: number, unit: string): string {
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}
