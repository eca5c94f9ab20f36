import { AtollError } from '@atoll/schemas/error';
import { armor, Decrypter, Encrypter, webauthn } from 'age-encryption';
import { type AgeIdentity, readIdentity } from './recipient.ts';

/** scrypt's work factor, as a power of two: about a second on a laptop; OWASP asks for no less. */
const scryptWorkFactor = 17;
/** Fewest characters of a passphrase; what stands in a recovery file can be guessed at without limit. */
export const shortestPassphrase = 12;

/** What opens a sealed identity: words, or a passkey with the PRF extension of WebAuthn. */
export type Opener =
  | { readonly by: 'passphrase'; readonly passphrase: string }
  /** `credential` as `createPasskey` gave it. */
  | { readonly by: 'passkey'; readonly credential: string };

/**
 * Seals an identity as an armored age file, which `age -d` opens as well: by age's own scrypt, or by a passkey as age's WebAuthn plugin
 * does it. Inside stands what `age-keygen` writes.
 *
 * @throws AtollError `malformed_request` for a passphrase that is too short
 * @example
 * const file = await sealIdentity(await createIdentity(), { by: 'passphrase', passphrase });
 */
export async function sealIdentity(identity: AgeIdentity, opener: Opener): Promise<string> {
  const encrypter = new Encrypter();
  if (opener.by === 'passphrase') {
    if (opener.passphrase.length < shortestPassphrase) throw new PassphraseTooShort();
    encrypter.setScryptWorkFactor(scryptWorkFactor);
    encrypter.setPassphrase(opener.passphrase);
  } else encrypter.addRecipient(new webauthn.WebAuthnRecipient({ identity: opener.credential }));
  const text = `# public key: ${identity.recipient}\n${identity.identity}\n`;
  return armor.encode(await encrypter.encrypt(text));
}

/**
 * Opens a sealed identity.
 *
 * @throws AtollError `not_allowed` for the wrong passphrase or passkey; `malformed_request` for what is no sealed identity
 */
export async function openIdentity(file: string, opener: Opener): Promise<AgeIdentity> {
  const bytes = decodeArmor(file);
  const decrypter = new Decrypter();
  if (opener.by === 'passphrase') decrypter.addPassphrase(opener.passphrase);
  else decrypter.addIdentity(new webauthn.WebAuthnIdentity({ identity: opener.credential }));
  let text: string;
  try {
    text = await decrypter.decrypt(bytes, 'text');
  } catch (cause) {
    throw new AtollError({
      code: 'not_allowed',
      message: `this ${opener.by} does not open the key`,
      hint:
        opener.by === 'passphrase'
          ? 'check the passphrase, and that the file is the recovery file of this key'
          : 'use the passkey that the key was sealed with, or the passphrase',
      cause,
    });
  }
  const line = text.split('\n').find((each) => each.startsWith('AGE-SECRET-KEY-1'));
  if (line === undefined) throw new NotAnIdentity();
  return readIdentity(line.trim());
}

/**
 * Makes a passkey that can seal identities. Browsers only; the wallet has no part in it.
 * @throws what the browser throws where it has no PRF extension or its user refuses
 */
export function createPasskey(name: string): Promise<string> {
  return webauthn.createCredential({ keyName: name });
}

function decodeArmor(file: string): Uint8Array {
  try {
    return armor.decode(file);
  } catch (cause) {
    throw new NotAnIdentity(cause);
  }
}

class PassphraseTooShort extends AtollError {
  constructor() {
    super({
      code: 'malformed_request',
      message: `the passphrase has fewer than ${shortestPassphrase} characters`,
      hint: 'take four or five words that nobody would put together',
    });
  }
}

class NotAnIdentity extends AtollError {
  constructor(cause?: unknown) {
    super({
      code: 'malformed_request',
      message: 'this is no recovery file of a key for results',
      hint: 'choose the file that was saved here; it begins with -----BEGIN AGE ENCRYPTED FILE-----',
      cause,
    });
  }
}
