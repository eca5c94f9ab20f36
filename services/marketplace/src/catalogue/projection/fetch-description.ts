import { AtollError } from '@atoll/schemas/error';
import type { Bytes32 } from '@atoll/schemas/ids';
import { safeFetch, type SafeFetchParameters } from '@atoll/server-kit/safe-fetch/safe-fetch';
import type { Storage } from '@atoll/storage/block-source';
import { cidOfDigest } from '@atoll/storage/digest';
import { verifyBlock } from '@atoll/storage/verify-block';

/** Bytes of a description of resources at most. */
const maxBytes = 64 * 1024;
const limits = { headersMs: 5_000, stallMs: 5_000 };
/** Milliseconds in which a provider has to give all of a description: one that sends a byte now and then never stalls. */
const patience = 10_000;

/** Which hosts may be reached beside public ones, and how names are resolved. */
export type Reach = Pick<SafeFetchParameters, 'allowed' | 'resolve'>;

async function askProvider(input: {
  endpoint: string;
  digest: Bytes32;
  signal: AbortSignal;
  reach: Reach | undefined;
}): Promise<Uint8Array> {
  const { endpoint, signal, reach } = input;
  const cid = cidOfDigest(input.digest);
  const url = new URL(`/ipfs/${cid.toString()}?format=raw`, endpoint).href;
  const response = await safeFetch({ url, maxBytes, redirects: 0, signal, limits, ...reach });
  const parts: Uint8Array[] = [];
  for await (const part of response.body) parts.push(part);
  return verifyBlock(cid, Buffer.concat(parts), { from: 'gateway', url: endpoint });
}

/**
 * The document of an environment: kept by the provider itself, else wherever the store finds it. Its bytes are those of the digest.
 * The address is a stranger's, who wrote it on chain: it is asked on the public network alone and sends nobody elsewhere.
 *
 * @param input.reach for tests
 * @param input.deadlineMs after which the provider is given up; 10,000 unless given
 */
export async function fetchDescription(
  storage: Pick<Storage, 'getDocument'>,
  input: {
    endpoint: string;
    digest: Bytes32;
    signal: AbortSignal;
    reach?: Reach | undefined;
    deadlineMs?: number;
  },
): Promise<Uint8Array> {
  const { endpoint, digest, signal, reach } = input;
  const deadline = AbortSignal.timeout(input.deadlineMs ?? patience);
  try {
    return await askProvider({ endpoint, digest, reach, signal: AbortSignal.any([signal, deadline]) });
  } catch (error) {
    signal.throwIfAborted();
    if (!(deadline.aborted || error instanceof AtollError || error instanceof TypeError)) throw error;
    return storage.getDocument(cidOfDigest(digest), { signal });
  }
}
