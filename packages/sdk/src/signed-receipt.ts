import { canonicalJsonBytes } from '@atoll/schemas/canonical-json';
import { SignedReceipt } from '@atoll/schemas/job';
import { ResultRefused } from './errors.ts';

/** The file beside the outputs of a rekeyed result that holds its settled receipt. An output cannot have this name. */
export const receiptName = 'atoll-receipt.json';

/** The receipt file of a rekeyed result. */
export function receiptBytes(receipt: SignedReceipt): Uint8Array {
  return canonicalJsonBytes(receipt);
}

/**
 * Reads the receipt file of a result; undefined where it has none.
 * @throws ResultRefused
 */
export function parseReceipt(bytes: Uint8Array | undefined): SignedReceipt | undefined {
  if (bytes === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ResultRefused(`its ${receiptName} is not JSON`, { cause: String(cause) });
  }
  const parsed = SignedReceipt.safeParse(value);
  if (!parsed.success) throw new ResultRefused(`its ${receiptName} is not of the format`);
  return parsed.data;
}
