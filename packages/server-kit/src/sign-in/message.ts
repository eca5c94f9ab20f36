import { Address } from '@atoll/schemas/ids';
import { signInNonceSeconds, signInSkewSeconds, signInStatement } from '@atoll/schemas/sign-in';
import { createSiweMessage, parseSiweMessage, type SiweMessage, validateSiweMessage } from 'viem/siwe';
import { SignInRefused } from './errors.ts';

/** What a message has to say to be taken. */
export interface ExpectedMessage {
  /** The origin of the page that sends it; `domain` is its host. */
  readonly page: string;
  /** The service's origin; `URI`. */
  readonly service: string;
  readonly chainId: number;
  readonly now: Date;
}

/** What a message that was taken says. */
export interface SignInMessage {
  readonly address: Address;
  readonly nonce: string;
  /** When the message says that it ends; undefined where it says nothing. */
  readonly expires: Date | undefined;
}

const refused = (field: string, expected: string) =>
  new SignInRefused(`${field} is not what it has to be`, `${field} has to be ${expected}`);

/** Times may be written with an offset or without a fraction: brought to the one form that the comparison below knows. */
function withPlainTimes(text: string): string {
  return text.replace(/^((?:Issued At|Expiration Time|Not Before): )(\S+)$/gm, (line, name: string, time) => {
    const date = new Date(String(time));
    return Number.isNaN(date.getTime()) ? line : `${name}${date.toISOString()}`;
  });
}

/**
 * The parts of a message, of which every line is accounted for: written again from its parts it is the same text. So nothing can stand in
 * it that the wallet shows and nobody checks, and no line counts twice.
 */
function parseWhole(text: string): SiweMessage {
  const parts = parseSiweMessage(text);
  const { address, chainId, domain, nonce, uri, version, issuedAt } = parts;
  const whole =
    address !== undefined &&
    chainId !== undefined &&
    domain !== undefined &&
    nonce !== undefined &&
    uri !== undefined &&
    version === '1' &&
    issuedAt !== undefined;
  if (whole) {
    const message = { ...parts, address, chainId, domain, nonce, uri, version, issuedAt };
    if (writeAgain(message) === withPlainTimes(text)) return message;
  }
  throw new SignInRefused(
    'the message is not one of EIP-4361 in its plain form',
    'write it as createSiweMessage of viem does, with a checksummed address',
  );
}

/** The text of the parts; undefined where they make none. */
function writeAgain(message: SiweMessage): string | undefined {
  try {
    return createSiweMessage(message);
  } catch (error) {
    // a field or a time that cannot be written was not read from a proper message either
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/**
 * Reads a sign-in and checks everything that it says but the signature and whether the nonce is this service's.
 *
 * @throws SignInRefused, naming the field
 * @see https://eips.ethereum.org/EIPS/eip-4361
 */
export function readSignInMessage(text: string, expected: ExpectedMessage): SignInMessage {
  const message = parseWhole(text);
  const page = new URL(expected.page);
  const { now } = expected;
  if (message.domain !== page.host) throw refused('the domain', page.host);
  if (message.scheme !== undefined && `${message.scheme}:` !== page.protocol)
    throw refused('the scheme', page.protocol.slice(0, -1));
  if (message.uri !== expected.service) throw refused('URI', expected.service);
  if (message.chainId !== expected.chainId) throw refused('Chain ID', String(expected.chainId));
  if (message.statement !== signInStatement) throw refused('the statement', `"${signInStatement}"`);
  const age = now.getTime() - (message.issuedAt?.getTime() ?? Number.NaN);
  if (!(age >= -signInSkewSeconds * 1000 && age <= signInNonceSeconds * 1000))
    throw refused('Issued At', `at most ${signInNonceSeconds} seconds ago; it is ${now.toISOString()}`);
  if (!validateSiweMessage({ message, time: now }))
    throw refused('the time', `between Not Before and Expiration Time; it is ${now.toISOString()}`);
  const address = Address.parse(message.address);
  return { address, nonce: message.nonce, expires: message.expirationTime };
}
