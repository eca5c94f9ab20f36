import type { Act } from '@atoll/schemas/act';
import type { Address, Bytes32, Hex } from '@atoll/schemas/ids';
import { actTypes, relayDomain } from '@atoll/schemas/typed-data';
import { hashTypedData } from 'viem';
import type { Signer } from './sign.ts';
import { forViem } from './typed-data.ts';

/** Which deployment of `Relay` a signature is for: a signature for one is worth nothing at another. */
export interface RelayDeployment {
  readonly chainId: number;
  readonly relay: Address;
}

/** The typed data of an act, as its account signs it. */
export function actTypedData(act: Act, { chainId, relay }: RelayDeployment) {
  return {
    domain: relayDomain(chainId, relay),
    types: actTypes,
    primaryType: 'Act',
    message: act,
  } as const;
}

/** What `Relay` keeps to execute an act once: the EIP-712 digest that its account signs. */
export function actDigest(act: Act, deployment: RelayDeployment): Bytes32 {
  return hashTypedData(actTypedData(act, deployment));
}

/**
 * An account's consent to calls that somebody else sends.
 * @example await signAct(account, act, { chainId: 31337, relay: chain.addresses.relay })
 */
export function signAct(signer: Signer, act: Act, deployment: RelayDeployment): Promise<Hex> {
  return signer.signTypedData(forViem(actTypedData(act, deployment)));
}
