import { canonicalJsonBytes } from '@atoll/schemas/canonical-json';
import { Bytes32 } from '@atoll/schemas/ids';
import { z } from 'zod';
import { ResultRefused } from './errors.ts';

/** The file beside the outputs that holds the salts of their leaves. An output can not have this name: see `writeTar`'s double check. */
export const saltsName = 'atoll-receipt-salts.json';

const Salts = z.object({ version: z.literal(1), salts: z.record(z.string(), Bytes32) });

/** The salts file for outputs. */
export function saltsBytes(outputs: readonly { name: string; salt: Bytes32 }[]): Uint8Array {
  if (outputs.some((output) => output.name === saltsName)) {
    throw new RangeError(`${saltsName} is not a name for an output`);
  }
  const salts = Object.fromEntries(outputs.map((output) => [output.name, output.salt]));
  return canonicalJsonBytes({ version: 1, salts });
}

/** Reads the salts file of a result. */
export function parseSalts(bytes: Uint8Array | undefined): ReadonlyMap<string, Bytes32> {
  if (bytes === undefined) throw new ResultRefused(`it has no ${saltsName}`);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ResultRefused(`its ${saltsName} is not JSON`, { cause: String(cause) });
  }
  const parsed = Salts.safeParse(value);
  if (!parsed.success) throw new ResultRefused(`its ${saltsName} is not of the format`);
  return new Map(Object.entries(parsed.data.salts));
}
