import { z } from 'zod';
import { Address, Amount, AssetId, BlockTime, Bytes32 } from '../ids.ts';

/** An asset by token id in decimal, or by CAIP-19 id. */
export const AssetReference = z.union([Amount, AssetId], {
  error: 'expected a token id in decimal, or a CAIP-19 id such as eip155:1/erc721:0x…/42',
});

/** A whole number as it travels in a query. */
export const Count = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,14})$/, 'expected a whole number of at most 15 digits')
  .transform(Number);

/** Yes or no as it travels in a query. */
export const Flag = z.enum(['true', 'false']);

const described =
  <T extends z.ZodType>(type: T) =>
  (text: string) =>
    type.describe(text);

/** Fields of views, each to be told what it means. */
export const account = described(Address);
export const hash = described(Bytes32);
/** An amount of a token in its smallest unit, as a decimal string. */
export const amount = described(Amount);
/** The token id of an asset in decimal. */
export const tokenId = described(Amount);
/** Seconds since 1970, by the block. */
export const time = described(BlockTime);
export const whole = described(z.int().nonnegative());
export const text = described(z.string());
export const flag = described(z.boolean());

/** The place of the event behind a fact: together they tell facts apart. */
export const place = {
  blockNumber: whole('block of the event'),
  logIndex: whole('index of the event’s log in its block'),
};
export const placeKey = ['blockNumber', 'logIndex'] as const;
