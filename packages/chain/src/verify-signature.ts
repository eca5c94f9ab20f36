import { type Address, type Hex } from '@atoll/schemas/ids';
import { encodeFunctionData, hashTypedData, isAddressEqual, parseAbi, recoverTypedDataAddress } from 'viem';
import { type Chain } from './chain.ts';
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
  const { chain, address, typedData, signature } = input;
  if (await isSignedByKey(input)) return true;
  const code = await translated('eth_getCode', () => chain.publicClient.getCode({ address }));
  if (code === undefined || code === '0x') return false;
  const data = encodeFunctionData({
    abi: contractSignature,
    args: [hashTypedData(forViem(typedData)), signature],
  });
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
  // 65 bytes is the only form that a key's signature has; anything else is a contract's own
  if (input.signature.length !== 2 + 2 * 65) return false;
  const recovered = await recoverTypedDataAddress({
    ...forViem(input.typedData),
    signature: input.signature,
  }).catch(
    // r, s or v out of range: not a key's signature
    () => undefined,
  );
  return recovered !== undefined && isAddressEqual(recovered, input.address);
}
