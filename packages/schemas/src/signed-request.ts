import { z } from 'zod';
import { Address, Hex } from './ids.ts';

/** The header that carries a wallet's signature over a request. */
export const signedRequestHeader = 'atoll-signature';

/** A signed request expires at most this many seconds ahead. */
export const signedRequestMaxSeconds = 600;

/**
 * Stands for a body that is not covered by the signature. Only routes whose bodies verify themselves (content-addressed
 * blocks) take it; sha-256 never yields it, so elsewhere it cannot match.
 */
export const uncoveredBody = `0x${'00'.repeat(32)}` as const;

/**
 * What the header `Atoll-Signature` says: `address=0x…, expires=<unix seconds>, nonce=0x…, signature=0x…`, in any order.
 * The signature is of any length up to 2 KiB, since a contract wallet (ERC-1271) defines its own.
 */
export const SignedRequestHeader = z.strictObject({
  address: Address,
  expires: z
    .string()
    .regex(/^\d{1,12}$/, 'unix seconds')
    .transform(BigInt),
  nonce: Hex.refine((value) => value.length === 34, 'a nonce of 16 bytes'),
  signature: Hex.refine(
    (value) => value.length > 2 && value.length <= 2 + 2 * 2048,
    'a signature of at most 2048 bytes',
  ),
});
export type SignedRequestHeader = z.infer<typeof SignedRequestHeader>;

/** Reads the header's text. A part that is missing, doubled or unknown fails the parse. */
export function parseSignedRequestHeader(text: string): z.ZodSafeParseResult<SignedRequestHeader> {
  const parts = text.split(',').map((part) => {
    const at = part.indexOf('=');
    return [part.slice(0, Math.max(at, 0)).trim(), part.slice(at + 1).trim()] as const;
  });
  const names = new Set(parts.map(([name]) => name));
  // An entry given twice is ambiguous: it parses as nothing.
  return SignedRequestHeader.safeParse(names.size === parts.length ? Object.fromEntries(parts) : undefined);
}

/**
 * Writes the header's text.
 *
 * @example
 * formatSignedRequestHeader({ address, expires: 1900000000n, nonce, signature });
 */
export function formatSignedRequestHeader(header: SignedRequestHeader): string {
  const { address, expires, nonce, signature } = header;
  return `address=${address}, expires=${expires}, nonce=${nonce}, signature=${signature}`;
}

const types = {
  Request: [
    { name: 'method', type: 'string' },
    { name: 'origin', type: 'string' },
    { name: 'path', type: 'string' },
    { name: 'bodyDigest', type: 'bytes32' },
    { name: 'expires', type: 'uint64' },
    { name: 'nonce', type: 'bytes16' },
  ],
} as const;

/** The request as it is signed. */
export interface SignedRequestMessage {
  /** Upper case, e.g. `POST`. */
  readonly method: string;
  /** The public origin of the service, e.g. `https://provider.example`: a signature is worth nothing elsewhere. */
  readonly origin: string;
  /** Path and query as sent, e.g. `/v1/jobs?limit=5`. */
  readonly path: string;
  /** SHA-256 of the body's bytes (of none, when there is no body), or `uncoveredBody` where the route takes it. */
  readonly bodyDigest: `0x${string}`;
  /** Unix seconds after which the signature is void. */
  readonly expires: bigint;
  /** 16 random bytes, used once. */
  readonly nonce: `0x${string}`;
}

/**
 * The EIP-712 typed data that a wallet signs to authenticate one request.
 *
 * @param input.chainId the chain that the service works on
 * @example
 * const data = signedRequestTypedData({ chainId: 31337, message });
 * const signature = await wallet.signTypedData(data);
 */
export function signedRequestTypedData(input: { chainId: number; message: SignedRequestMessage }) {
  return {
    domain: { name: 'Atoll', version: '1', chainId: input.chainId },
    types,
    primaryType: 'Request' as const,
    message: input.message,
  };
}
export type SignedRequestTypedData = ReturnType<typeof signedRequestTypedData>;
