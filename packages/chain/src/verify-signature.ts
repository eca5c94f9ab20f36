import type { Address, Hex } from '@atoll/schemas/ids';
import {
  encodeFunctionData,
  hashMessage,
  hashTypedData,
  isAddressEqual,
  parseAbi,
  recoverAddress,
} from 'viem';
import type { Chain } from './chain.ts';
import { ChainUnavailable } from './errors.ts';
import { translated } from './translate.ts';
import { type AnyTypedData, forViem } from './typed-data.ts';

const contractSignature = parseAbi([
  'function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)',
]);
/** What a contract answers for a signature that is its own (ERC-1271), as a whole word. */
const magicWord = `0x1626ba7e${'0'.repeat(56)}`;

/**
 * Whether a signature of typed data is the account's. A key's signature is checked without the chain; for everything else the account's
 * contract is asked (ERC-1271), as the contracts do.
 *
 * @throws ChainUnavailable when the contract cannot be asked; a signature that is merely wrong gives false
 * @example
 * await verifySignature({ chain, address: operator, typedData: quoteTypedData(quote, deployment), signature })
 */
export async function verifySignature(input: {
  chain: Chain;
  address: Address;
  typedData: AnyTypedData;
  signature: Hex;
}): Promise<boolean> {
  return isSignatureOf(input, hashTypedData(forViem(input.typedData)));
}

/**
 * The same for a text that was signed as `personal_sign` does (EIP-191), such as a sign-in.
 *
 * @throws ChainUnavailable when the contract cannot be asked; a signature that is merely wrong gives false
 * @example
 * await verifyMessage({ chain, address, message: 'market.example wants you to sign in …', signature })
 */
export async function verifyMessage(input: {
  chain: Chain;
  address: Address;
  message: string;
  signature: Hex;
}): Promise<boolean> {
  return isSignatureOf(input, hashMessage(input.message));
}

async function isSignatureOf(
  { chain, address, signature }: { chain: Chain; address: Address; signature: Hex },
  digest: Hex,
): Promise<boolean> {
  if (await isKeySignature({ address, signature }, digest)) return true;
  const code = await translated('eth_getCode', () => chain.publicClient.getCode({ address }));
  if (code === undefined || code === '0x') return false;
  const data = encodeFunctionData({ abi: contractSignature, args: [digest, signature] });
  try {
    const reply = await translated('ERC-1271', () => chain.publicClient.call({ to: address, data }));
    return reply.data === magicWord;
  } catch (error) {
    if (error instanceof ChainUnavailable) throw error;
    // the contract reverted: that is its way to say no
    return false;
  }
}

/** Whether the account's own key made the signature; needs no chain. */
export async function isSignedByKey(input: {
  address: Address;
  typedData: AnyTypedData;
  signature: Hex;
}): Promise<boolean> {
  return isKeySignature(input, hashTypedData(forViem(input.typedData)));
}

async function isKeySignature(input: { address: Address; signature: Hex }, digest: Hex): Promise<boolean> {
  // 65 bytes is the only form that a key's signature has; anything else is a contract's own
  if (input.signature.length !== 2 + 2 * 65) return false;
  const recovered = await recoverAddress({ hash: digest, signature: input.signature }).catch(
    // r, s or v out of range: not a key's signature
    () => undefined,
  );
  return recovered !== undefined && isAddressEqual(recovered, input.address);
}
