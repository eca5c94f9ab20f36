import type { Address, Bytes32, Hex } from '@atoll/schemas/ids';
import { bigint as int8, customType, numeric } from 'drizzle-orm/pg-core';

/**
 * Bytes at rest, `0x…` in lower case in memory. The connection's own type `bytea` (`connection.ts`) does the conversion, so nothing is
 * left to map here.
 */
const bytes = <T extends Hex>() => customType<{ data: T; driverData: T }>({ dataType: () => 'bytea' });

export const address = bytes<Address>();
export const hash = bytes<Bytes32>();
export const calldata = bytes<Hex>();
/** Money and token ids. */
export const uint256 = () => numeric({ precision: 78, scale: 0, mode: 'bigint' });
/** Block numbers, block times in seconds and whatever else stays below 2^53. */
export const count = () => int8({ mode: 'number' });
export const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' });

/** The place of an event, by which facts are told apart and undone. */
export const place = () => ({ block_number: count().notNull(), log_index: count().notNull() });
/** The time of the block of a fact, in seconds. */
export const at = () => count().notNull();
