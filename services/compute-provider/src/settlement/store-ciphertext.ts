import { createHash, type Hash } from 'node:crypto';
import { AtollError } from '@atoll/schemas/error';
import type { CID } from 'multiformats/cid';
import type { Context } from '../context.ts';
import { pinElsewhere } from './pin-elsewhere.ts';

/** The stored result reads back as something else. */
class ReadBackFailed extends AtollError {
  constructor(cid: string) {
    super({
      code: 'storage_unavailable',
      message: `the stored result ${cid} reads back as something else`,
      hint: 'check the disk of the block store',
      retryable: true,
    });
  }
}

/**
 * Stores an encrypted result, pins it here and in the second place where one is configured, and reads it back from each.
 *
 * @returns its CID and size, and what to note where the second place does not have it
 */
export async function storeCiphertext(
  ctx: Context,
  ciphertext: AsyncIterable<Uint8Array>,
): Promise<{ cid: CID; size: number; note: string | undefined }> {
  const written = createHash('sha256');
  const { cid, size } = await ctx.storage.putFile(hashing(ciphertext, written));
  await ctx.storage.pin(cid, { localOnly: true });
  const digest = written.digest();
  const read = createHash('sha256');
  for await (const chunk of ctx.storage.getFile(cid, { localOnly: true })) read.update(chunk);
  if (Buffer.compare(read.digest(), digest) !== 0) throw new ReadBackFailed(cid.toString());
  return { cid, size, note: await pinElsewhere(ctx, { cid, size, digest }) };
}

async function* hashing(source: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    hash.update(chunk);
    yield chunk;
  }
}
