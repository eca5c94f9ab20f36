import { z } from 'zod';
import { Bytes32, Hex } from './ids.ts';

const uint128Max = 2n ** 128n - 1n;

/** What a channel has paid so far, as a decimal string in the token's smallest unit; at most 2^128 - 1. */
export const Cumulative = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,38})$/, { error: 'expected a decimal amount of at most 39 digits', abort: true })
  .refine((value) => BigInt(value) <= uint128Max, 'expected an amount within uint128');

/** A signed voucher of a payment channel as it travels in JSON. Each replaces the ones before it: the amount only grows. */
export const SignedVoucher = z.object({ channelId: Bytes32, cumulative: Cumulative, signature: Hex });
export type SignedVoucher = z.infer<typeof SignedVoucher>;
