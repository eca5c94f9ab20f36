import { AtollError } from '@atoll/schemas/error';
import { Bytes32 } from '@atoll/schemas/ids';
import { bech32 } from '@scure/base';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { bytesToHex, hexToBytes } from 'viem';

/** Who a result is encrypted to. */
export interface AgeIdentity {
  /** `AGE-SECRET-KEY-1…`: keep it; without it a result cannot be read. */
  readonly identity: string;
  /** `age1…` */
  readonly recipient: string;
  /** The recipient as orders carry it: the raw X25519 public key. */
  readonly publicKey: Bytes32;
}

/**
 * Makes a new identity for results. It never leaves the machine.
 * @example const me = await createIdentity(); await requestQuote(ctx, { …, recipient: me.publicKey });
 */
export async function createIdentity(): Promise<AgeIdentity> {
  return readIdentity(await generateX25519Identity());
}

/** Recipient and public key of an identity that was kept. */
export async function readIdentity(identity: string): Promise<AgeIdentity> {
  const recipient = await identityToRecipient(identity);
  return { identity, recipient, publicKey: publicKeyOf(recipient) };
}

/**
 * The 32 bytes of an `age1…` recipient.
 * @see https://age-encryption.org/v1 (the X25519 recipient type: Bech32 with the prefix `age`)
 * @throws AtollError `malformed_request` for anything that is not an X25519 recipient
 */
export function publicKeyOf(recipient: string): Bytes32 {
  try {
    const { prefix, bytes } = bech32.decodeToBytes(recipient);
    if (prefix === 'age' && bytes.byteLength === 32) return Bytes32.parse(bytesToHex(bytes));
  } catch (cause) {
    throw new RecipientInvalid(recipient, cause);
  }
  throw new RecipientInvalid(recipient);
}

/** The `age1…` form of a public key of an order. */
export function recipientOf(publicKey: Bytes32): string {
  return bech32.encode('age', bech32.toWords(hexToBytes(publicKey)));
}

class RecipientInvalid extends AtollError {
  constructor(recipient: string, cause?: unknown) {
    super({
      code: 'malformed_request',
      message: `${recipient.slice(0, 80)} is not an X25519 recipient of age`,
      hint: 'use a recipient that starts with age1 and has 62 characters',
      cause,
    });
  }
}
