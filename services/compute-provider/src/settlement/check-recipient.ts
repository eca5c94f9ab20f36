import type { Bytes32 } from '@atoll/schemas/ids';
import { recipientOf } from '@atoll/sdk/recipient';
import { Encrypter } from 'age-encryption';
import { OrderInvalid } from '../quotes/problems.ts';

/**
 * Encrypts nothing to a recipient: points of low order are valid 32 bytes, and no key can be agreed on with them. A job that is ordered
 * for one would run and could never be delivered.
 * @throws AtollError `invalid_order`
 */
export async function checkRecipient(recipient: Bytes32): Promise<void> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipientOf(recipient));
  try {
    await encrypter.encrypt(new Uint8Array());
  } catch {
    throw new OrderInvalid(
      `nothing can be encrypted to ${recipient}`,
      'name the public key of an age identity as the recipient',
      { recipient },
    );
  }
}
