import { Address, Amount96 } from '@atoll/schemas/ids';
import type { Given } from './command.ts';
import { UsageError } from './errors.ts';

/**
 * An option that names an account or a contract.
 * @throws UsageError
 */
export function addressOption({ text }: Given, name: string): Address {
  const parsed = Address.safeParse(text[name]);
  if (parsed.success) return parsed.data;
  throw new UsageError(`--${name} ${text[name] ?? ''} is no address`, 'give 0x and 40 hexadecimal digits');
}

/**
 * An option that is an amount of money.
 * @throws UsageError
 */
export function amountOption({ text }: Given, name: string): bigint {
  const parsed = Amount96.safeParse(text[name]);
  if (parsed.success) return BigInt(parsed.data);
  throw new UsageError(
    `--${name} ${text[name] ?? ''} is no amount`,
    "give a whole number in the token's smallest unit",
  );
}
