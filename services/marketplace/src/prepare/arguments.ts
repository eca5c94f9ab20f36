import { Address, Amount, Amount88, Amount96, Seconds32, Uint32 } from '@atoll/schemas/ids';
import { type OrderWire as Wire, OrderWire, orderFromWire } from '@atoll/schemas/order';
import { z } from 'zod';

const asBigInt = (value: string): bigint => BigInt(value);

/** Money and other numbers of the chain: decimal strings in JSON, bigint inside. */
export const Units = Amount.transform(asBigInt);
export const Units96 = Amount96.transform(asBigInt);
export const Units88 = Amount88.transform(asBigInt);
export const TokenId = Amount.describe('token id of the asset in decimal').transform(asBigInt);

export const Order = OrderWire.transform((wire: Wire) => orderFromWire(wire));

const BasisPoints = z.int().min(0).max(10_000);

/** Terms of an asset; what is left out is the contract's default. */
export const Terms = z.object({
  token: Address,
  price: Units96,
  provider: Address.optional(),
  beneficiary: Address.optional(),
  derivativeRoyalty: BasisPoints.optional(),
  resaleRoyalty: BasisPoints.optional(),
  reviewWindow: Seconds32.optional(),
});

export const Tokens = z.array(Address).min(1).max(16);
export const Series = { assetId: TokenId, series: Uint32 };
export const PassUnits = { ...Series, units: z.int().min(1).max(0xffffffff) };
