import { AtollError } from '@atoll/schemas/error';
import type { Bytes32 } from '@atoll/schemas/ids';
import type { SignedReceipt } from '@atoll/schemas/job';
import { Decrypter } from 'age-encryption';
import { parseSalts, saltsName } from './salts.ts';
import { parseReceipt, receiptName } from './signed-receipt.ts';
import { readTar } from './tar.ts';

/** The outputs of a run in clear, and the salts of their leaves. */
export interface ClearResult {
  readonly outputs: ReadonlyMap<string, Uint8Array>;
  readonly salts: ReadonlyMap<string, Bytes32>;
  /** In a result that was encrypted anew for another recipient: the receipt that was settled, not verified yet. */
  readonly receipt?: SignedReceipt;
}

/**
 * Decrypts and unpacks a result. What comes out is not verified against the chain: that is `verifyResult`.
 *
 * @param identity `AGE-SECRET-KEY-1…` of the recipient that was ordered for
 * @throws AtollError `not_allowed` for another identity or damaged bytes; `digest_mismatch` for an archive that is not a result
 * @example const { outputs } = await decryptResult(bytes, me.identity); outputs.get('metrics.json')
 */
export async function decryptResult(bytes: Uint8Array, identity: string): Promise<ClearResult> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  let archive: Uint8Array;
  try {
    archive = await decrypter.decrypt(bytes);
  } catch (cause) {
    throw new AtollError({
      code: 'not_allowed',
      message: 'this identity does not open the result',
      hint: 'use the identity whose recipient was ordered for; fetch the result again if it is damaged',
      cause,
    });
  }
  const files = readTar(archive);
  const salts = parseSalts(files.get(saltsName));
  const receipt = parseReceipt(files.get(receiptName));
  files.delete(saltsName);
  files.delete(receiptName);
  return { outputs: files, salts, ...(receipt === undefined ? {} : { receipt }) };
}
