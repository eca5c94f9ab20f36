import { z } from 'zod';
import { Address } from '@atoll/schemas/ids';
import { AtollError } from '@atoll/schemas/error';

/** Where a deployment of the contracts lives: `deployments/<chainId>.json`, written by the deploy command. */
export const AddressBook = z.object({
  chainId: z.int().positive(),
  /** First block that can hold an event of the contracts. */
  startBlock: z.int().nonnegative(),
  contracts: z.object({ assetRegistry: Address, providerRegistry: Address, jobs: Address }),
  treasury: Address,
  tokens: z.array(z.object({ address: Address, symbol: z.string(), decimals: z.int().min(0).max(36) })),
});
export type AddressBook = z.infer<typeof AddressBook>;

/**
 * Reads an address book that came from a file or the network.
 * @throws AtollError `configuration_invalid`, naming the first field that is wrong
 */
export function parseAddressBook(value: unknown): AddressBook {
  const parsed = AddressBook.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new AtollError({
    code: 'configuration_invalid',
    message: `the address book cannot be used: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`,
    hint: 'deploy the contracts again, or name the file that the deploy command wrote for this chain',
    cause: parsed.error,
  });
}
