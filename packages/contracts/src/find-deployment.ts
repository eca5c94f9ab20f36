import { existsSync } from 'node:fs';
import type { PublicClient } from 'viem';
import type { AddressBook } from './address-book.ts';
import { readAddressBook } from './read-address-book.ts';
import { checkCode } from './check-deployment.ts';

/**
 * The deployment that a file names, where every address holds exactly this code on this chain and the contracts know each other;
 * undefined where the file is missing, is of another chain or is out of date.
 *
 * @throws AddressBookInvalid where the file exists and is not one.
 */
export async function findDeployment(
  chain: PublicClient,
  path: string,
  chainId: number,
): Promise<AddressBook | undefined> {
  if (!existsSync(path)) return undefined;
  const book = await readAddressBook(path);
  if (book.chainId !== chainId) return undefined;
  return (await checkCode(chain, book)).length === 0 ? book : undefined;
}
