import { createHash } from 'node:crypto';
import { AtollError } from '@atoll/schemas/error';
import type { Bytes32 } from '@atoll/schemas/ids';
import { cidOfDigest } from '@atoll/storage/digest';
import { eq, notInArray } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { approvalRequests, requestDocuments } from '../store/desk-tables.ts';
import { approvals } from '../store/tables.ts';

/** How long a document may take that somebody asks an approval for: who asks waits for it. */
const patienceMs = 30_000;

/**
 * The bytes of an algorithm's document: the copy that is kept with a request or an approval, else fetched and verified. What the
 * custodian reads in the inbox is so what the approval keeps, and nothing is fetched twice.
 *
 * @throws AtollError `content_unavailable`, `digest_mismatch`, `storage_unavailable`
 */
export async function keptDocument(
  ctx: Pick<Context, 'database' | 'storage'>,
  digest: Bytes32,
): Promise<Uint8Array> {
  return (await findKept(ctx, digest)) ?? fetchDocument(ctx, digest);
}

async function findKept(ctx: Pick<Context, 'database'>, digest: Bytes32): Promise<Uint8Array | undefined> {
  const { db } = ctx.database;
  const [[asked], [approved]] = await Promise.all([
    db
      .select({ document: requestDocuments.document })
      .from(requestDocuments)
      .where(eq(requestDocuments.metadataDigest, digest)),
    db
      .select({ document: approvals.document })
      .from(approvals)
      .where(eq(approvals.metadataDigest, digest))
      .limit(1),
  ]);
  const kept = [asked?.document, approved?.document];
  // A row that was changed is no copy of that document any more.
  return kept.find((bytes) => bytes !== undefined && digestOf(bytes) === digest);
}

async function fetchDocument(ctx: Pick<Context, 'storage'>, digest: Bytes32): Promise<Uint8Array> {
  const signal = AbortSignal.timeout(patienceMs);
  try {
    return await ctx.storage.getDocument(cidOfDigest(digest), { signal });
  } catch (error) {
    if (signal.aborted) throw new DocumentLate(digest, error);
    throw error;
  }
}

/** Forgets documents that no open request asks for; approvals have copies of their own. The caller holds the lock of requests. */
export async function forgetDocuments(
  database: Pick<Context['database']['db'], 'select' | 'delete'>,
): Promise<void> {
  const asked = database
    .select({ digest: approvalRequests.metadataDigest })
    .from(approvalRequests)
    .where(eq(approvalRequests.state, 'open'));
  await database.delete(requestDocuments).where(notInArray(requestDocuments.metadataDigest, asked));
}

class DocumentLate extends AtollError {
  constructor(digest: Bytes32, cause: unknown) {
    super({
      code: 'content_unavailable',
      message: `the metadata document ${digest} did not come within ${patienceMs / 1000} seconds`,
      hint: 'pin the document where this provider can fetch it, then ask again',
      retryable: true,
      data: { digest },
      cause,
    });
  }
}

const digestOf = (bytes: Uint8Array): Bytes32 => `0x${createHash('sha256').update(bytes).digest('hex')}`;
