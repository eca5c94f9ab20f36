import { Address, Amount96, Bytes32 } from '@atoll/schemas/ids';
import type { z } from 'zod';
import type { Given, OptionSpec } from './command.ts';
import { UsageError } from './errors.ts';

/** Options of commands that move money. */
export const moneyOptions = {
  token: { type: 'string', value: '<address>', description: 'the token', required: true },
  amount: {
    type: 'string',
    value: '<units>',
    description: "how much, in the token's smallest unit",
    required: true,
  },
} satisfies Readonly<Record<string, OptionSpec>>;

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
 * An option that names an account, where it is given.
 * @throws UsageError
 */
export const optionalAddress = (given: Given, name: string): Address | undefined =>
  given.text[name] === undefined ? undefined : addressOption(given, name);

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

/**
 * An option that is a digest.
 * @throws UsageError
 */
export const digestOption = ({ text }: Given, name: string): Bytes32 =>
  parsed(Bytes32, text[name] ?? '', 'digest');

/**
 * What a schema reads from a word of the command line.
 * @param what it is, for the sentence
 * @throws UsageError
 */
export function parsed<T extends z.ZodType>(schema: T, word: string, what: string): z.output<T> {
  const read = schema.safeParse(word);
  if (read.success) return read.data;
  throw new UsageError(`${word} is no ${what}`, read.error.issues[0]?.message);
}
