import type { Address, Bytes32, Hex } from '@atoll/schemas/ids';
import { channelsDomain, voucherTypes } from '@atoll/schemas/typed-data';
import type { Signer } from './sign.ts';
import { forViem } from './typed-data.ts';

/** All that the payee of a channel has earned in it so far, in the token's smallest unit. */
export interface Voucher {
  readonly channelId: Bytes32;
  readonly cumulative: bigint;
}

/** The typed data of a voucher, as the channel's signer signs it. */
export function voucherTypedData(
  voucher: Voucher,
  { chainId, channels }: { chainId: number; channels: Address },
) {
  return {
    domain: channelsDomain(chainId, channels),
    types: voucherTypes,
    primaryType: 'Voucher',
    message: voucher,
  } as const;
}

/**
 * Signs what a channel has paid so far; needs neither chain nor gas.
 * @example await signVoucher(session, { channelId, cumulative: 1_500n }, { chainId: 31337, channels: chain.addresses.channels })
 */
export function signVoucher(
  signer: Signer,
  voucher: Voucher,
  deployment: { chainId: number; channels: Address },
): Promise<Hex> {
  return signer.signTypedData(forViem(voucherTypedData(voucher, deployment)));
}
