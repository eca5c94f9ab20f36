import type { AddressBook, ContractName } from '@atoll/contracts/address-book';
import type { ContractCall } from '@atoll/chain/write';
import { Address } from '@atoll/schemas/ids';
import { z } from 'zod';
import { formatAmount } from '../catalogue/format-amount.ts';

/** What sentences are made with. */
export interface Words {
  readonly deployment: AddressBook;
  readonly account: Address;
}

/** One sentence for each function, from its arguments as they are encoded. A tuple that does not fit is a programming error. */
export type Sentence = (args: readonly unknown[], words: Words, call: ContractCall) => string;

/** Sentences by contract and function, e.g. `jobs.withdraw`. */
export type Sentences = Readonly<Record<string, Sentence>>;

export const Int = z.union([z.bigint(), z.number()]);
export const Account = z.string().transform((text) => Address.parse(text));

export function sentence<T extends readonly [z.ZodType, ...z.ZodType[]]>(
  schema: z.ZodTuple<T>,
  say: (args: z.infer<z.ZodTuple<T>>, words: Words, call: ContractCall) => string,
): Sentence {
  return (args, words, call) => say(schema.parse(args), words, call);
}

const contractLabels: Readonly<Partial<Record<ContractName, string>>> = {
  jobs: 'the escrow',
  accessPass: 'the contract of passes',
  disputes: 'the contract of disputes',
  bounties: 'the contract of bounties',
  channels: 'the contract of payment channels',
  providerRegistry: 'the registry of providers',
  rewards: 'the contract of rewards',
};

/** Who an address is to the reader. */
export function nameOf(address: Address, { deployment, account }: Words): string {
  if (address === account) return 'your own account';
  const contract = Object.entries(deployment.contracts).find(([, each]) => each === address)?.[0];
  const label = Object.entries(contractLabels).find(([name]) => name === contract)?.[1];
  return label === undefined ? address : `${label} (${address})`;
}

export const money = (units: bigint | number, token: Address, { deployment }: Words): string =>
  formatAmount(units.toString(), token, deployment.tokens);

export function symbolOf(token: Address, { deployment }: Words): string {
  return deployment.tokens.find(({ address }) => address === token)?.symbol ?? `the token ${token}`;
}

export const symbolsOf = (tokens: readonly Address[], words: Words): string =>
  tokens.map((token) => symbolOf(token, words)).join(', ');

export const day = (seconds: bigint | number): string =>
  `${new Date(Number(seconds) * 1000).toISOString().slice(0, -5)}Z`;

export const times = (runs: bigint | number): string =>
  Number(runs) >= 0xffffffff ? 'any number of runs' : `${runs} run${Number(runs) === 1 ? '' : 's'}`;
