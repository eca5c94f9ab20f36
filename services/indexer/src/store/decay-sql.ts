/**
 * SQL for what is left of an amount after a time: the same integers as `decay` of `@atoll/sdk/decay`, which is where the formula stands.
 * Divisions are those of numeric that drop the fraction; a shift is a division by a power of two.
 *
 * @param amount SQL of a numeric that is not negative
 * @param elapsed SQL of seconds, a bigint that is not negative
 * @param halfLife seconds, positive
 */
export function decaySql(amount: string, elapsed: string, halfLife: number): string {
  const one = '1000000000000000000';
  const x = `div((${elapsed}) % ${halfLife} * ${one}::numeric, ${halfLife})`;
  const square = `(693147180559945309 - div((232867951399863273 - div(39720770839917964 * ${x}, ${one})) * ${x}, ${one}))`;
  const left = `(${one} - div(${square} * ${x}, ${one}))`;
  const halvings = `(${elapsed}) / ${halfLife}`;
  const whole = `div((${amount}) * ${left}, ${one})`;
  const shifted = `case when ${halvings} < 62 then (1::bigint << (${halvings})::integer)::numeric else power(2::numeric, ${halvings}) end`;
  return `case when (${elapsed}) < ${halfLife} then ${whole} else div(${whole}, ${shifted}) end`;
}
