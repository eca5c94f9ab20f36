import type { Hex } from '@atoll/schemas/ids';
import type { TypedDataDefinition } from 'viem';

/** EIP-712 typed data of any shape: what the builders of this package and of `@atoll/schemas` give. */
export interface AnyTypedData {
  readonly domain: {
    readonly name?: string;
    readonly version?: string;
    readonly chainId?: number;
    readonly verifyingContract?: Hex;
  };
  readonly types: Readonly<Record<string, readonly { readonly name: string; readonly type: string }[]>>;
  readonly primaryType: string;
  readonly message: object;
}

/**
 * The same typed data in viem's own type, which ties message to types by inference that an unknown shape cannot satisfy.
 * Guarantee: viem checks every field of the message against `types` when it hashes, and throws where they differ.
 */
export function forViem(typedData: AnyTypedData): TypedDataDefinition {
  return typedData as unknown as TypedDataDefinition;
}
