import type { Address, Hex } from '@atoll/schemas/ids';
import { encodeAbiParameters, parseAbi, parseSignature } from 'viem';
import type { Chain } from './chain.ts';
import type { Signer } from './sign.ts';
import { translated } from './translate.ts';

const permitAbi = parseAbi([
  'function name() view returns (string)',
  'function nonces(address owner) view returns (uint256)',
  'function eip712Domain() view returns (bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions)',
  'function version() view returns (string)',
]);

const permitTypes = {
  Permit: [
    { name: 'owner', type: 'address' },
    { name: 'spender', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'nonce', type: 'uint256' },
    { name: 'deadline', type: 'uint256' },
  ],
} as const;

/**
 * The typed data of an ERC-2612 permit, as the owner of the tokens signs it.
 *
 * @param input.value in the token's smallest unit
 * @param input.deadline block time in seconds until which it can be used
 * @throws ChainUnavailable or `transaction_reverted` where the token has no permit
 */
export async function permitTypedData(
  chain: Chain,
  input: { owner: Address; token: Address; spender: Address; value: bigint; deadline: number },
) {
  const { owner, token, spender, value } = input;
  const deadline = BigInt(input.deadline);
  const [domain, nonce] = await Promise.all([
    tokenDomain(chain, token),
    translated('nonces', () =>
      chain.publicClient.readContract({
        address: token,
        abi: permitAbi,
        functionName: 'nonces',
        args: [owner],
      }),
    ),
  ]);
  return {
    domain: { ...domain, chainId: chain.chainId, verifyingContract: token },
    types: permitTypes,
    primaryType: 'Permit',
    message: { owner, spender, value, nonce, deadline },
  } as const;
}

/**
 * Signs an ERC-2612 permit and encodes it as `Jobs.orderBySig` takes it: abi.encode(value, deadline, v, r, s).
 *
 * @param input as of {@link permitTypedData}
 * @throws ChainUnavailable or `transaction_reverted` where the token has no permit
 * @example
 * const permit = await signPermit(chain, account, { token, spender: chain.addresses.jobs, value: maximum, deadline });
 */
export async function signPermit(
  chain: Chain,
  signer: Signer,
  input: { token: Address; spender: Address; value: bigint; deadline: number },
): Promise<Hex> {
  const typedData = await permitTypedData(chain, { ...input, owner: signer.address });
  return encodePermit(input, await signer.signTypedData(typedData));
}

/** A signed permit as `Jobs.orderBySig` takes it. */
export function encodePermit(permit: { value: bigint; deadline: number }, signature: Hex): Hex {
  const { r, s, yParity } = parseSignature(signature);
  return encodeAbiParameters(
    [{ type: 'uint256' }, { type: 'uint256' }, { type: 'uint8' }, { type: 'bytes32' }, { type: 'bytes32' }],
    [permit.value, BigInt(permit.deadline), 27 + yParity, r, s],
  );
}

/** Name and version of the token's EIP-712 domain: by ERC-5267, else by `name()` and `version()`, else version 1. */
async function tokenDomain(chain: Chain, token: Address): Promise<{ name: string; version: string }> {
  const read = <T>(call: () => Promise<T>): Promise<T | undefined> =>
    // a token without the function reverts or returns nothing: the next way is tried
    call().catch(() => undefined);
  const client = chain.publicClient;
  const declared = await read(() =>
    client.readContract({ address: token, abi: permitAbi, functionName: 'eip712Domain' }),
  );
  if (declared !== undefined) return { name: declared[1], version: declared[2] };
  const [name, version] = await Promise.all([
    translated('name', () => client.readContract({ address: token, abi: permitAbi, functionName: 'name' })),
    read(() => client.readContract({ address: token, abi: permitAbi, functionName: 'version' })),
  ]);
  return { name, version: version ?? '1' };
}
