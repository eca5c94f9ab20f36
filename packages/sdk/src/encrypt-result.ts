import type { Bytes32 } from '@atoll/schemas/ids';
import type { SignedReceipt } from '@atoll/schemas/job';
import { Encrypter } from 'age-encryption';
import { paddedSize } from './pad-size.ts';
import { recipientOf } from './recipient.ts';
import { saltsBytes, saltsName } from './salts.ts';
import { receiptBytes, receiptName } from './signed-receipt.ts';
import { type TarFile, tarSize, writeTar } from './tar.ts';

/** An output in clear, with the salt of its leaf. */
export interface ResultFile extends TarFile {
  readonly salt: Bytes32;
}

/**
 * Packs a run's outputs and the salts of their leaves into a tar, encrypted to the buyer's recipient (age, X25519). Streams: memory does
 * not grow with the outputs. The archive is padded before it is encrypted, so that digest and CID cover the padding and the size of the
 * ciphertext is one of few, see `paddedSize`.
 *
 * @param input.recipient the order's `recipient`
 * @param input.receipt the settled receipt, in what is encrypted anew after the settlement: its digest is not the one on chain, so it
 * brings along what it is verified by
 * @example
 * const { cid } = await storage.putFile(await encryptResult({ recipient: order.recipient, outputs }));
 */
export async function encryptResult(input: {
  recipient: Bytes32;
  outputs: readonly ResultFile[];
  receipt?: SignedReceipt;
}): Promise<AsyncIterable<Uint8Array>> {
  const salts = saltsBytes(input.outputs);
  const files: TarFile[] = [...input.outputs, { name: saltsName, size: salts.byteLength, content: [salts] }];
  if (input.receipt !== undefined) {
    const receipt = receiptBytes(input.receipt);
    files.push({ name: receiptName, size: receipt.byteLength, content: [receipt] });
  }
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipientOf(input.recipient));
  return encrypter.encrypt(streamOf(writeTar(files, paddedSize(tarSize(files)))));
}

function streamOf(source: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      for (;;) {
        const next = await source.next();
        if (next.done === true) return controller.close();
        if (next.value.byteLength === 0) continue;
        return controller.enqueue(new Uint8Array(next.value));
      }
    },
    async cancel() {
      await source.return(undefined);
    },
  });
}
