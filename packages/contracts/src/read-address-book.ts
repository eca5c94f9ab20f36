import { readFile } from 'node:fs/promises';
import { AtollError } from '@atoll/schemas/error';
import { AddressBook } from './address-book.ts';

/** The file of addresses is missing or is not one. */
export class AddressBookInvalid extends AtollError {
  constructor(path: string, cause: unknown) {
    super({
      code: 'configuration_invalid',
      message: `${path} is not a file of Atoll's addresses: ${cause instanceof Error ? cause.message : String(cause)}`,
      hint: 'write it with `npm run deploy -w packages/contracts -- --rpc URL --out FILE`',
      data: { path },
      cause,
    });
  }
}

/**
 * Reads a file of addresses.
 *
 * @throws AddressBookInvalid where it is missing, is not JSON or breaks the schema.
 * @example
 * const { contracts } = await readAddressBook('deployments/31337.json');
 */
export async function readAddressBook(path: string): Promise<AddressBook> {
  try {
    return AddressBook.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    throw new AddressBookInvalid(path, cause);
  }
}
