import { type Address, type Hex } from '@atoll/schemas/ids';
import { isAddressEqual, recoverTypedDataAddress } from 'viem';
import { type Chain } from './chain.ts';
import { translated } from './translate.ts';
import { type AnyTypedData, forViem } from './typed-data.ts';

/**
 * Whether a signature of typed data is the account's. A key's signature is checked without the chain; for everything else the account's
 * contract is asked (ERC-1271; ERC-6492 for one that is not deployed yet).
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
  return translated('ERC-1271', () =>
    chain.publicClient.verifyTypedData({ ...forViem(typedData), address, signature }),
  );
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
