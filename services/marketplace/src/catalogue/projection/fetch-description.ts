import { AtollError } from '@atoll/schemas/error';
import type { Bytes32 } from '@atoll/schemas/ids';
import { safeFetch, type SafeFetchParameters } from '@atoll/server-kit/safe-fetch/safe-fetch';
import type { Storage } from '@atoll/storage/block-source';
import { cidOfDigest } from '@atoll/storage/digest';
import { verifyBlock } from '@atoll/storage/verify-block';

/** Bytes of a description of resources at most. */
const maxBytes = 64 * 1024;
const limits = { headersMs: 5_000, stallMs: 5_000 };

/**
 * The document of an environment: kept by the provider itself, else wherever the store finds it. Its bytes are those of the digest.
 * The address is a stranger's, who wrote it on chain: it is asked on the public network alone and sends nobody elsewhere.
 *
 * @param input.reach which hosts may be reached beside public ones, and how names are resolved: for tests
 */
export async function fetchDescription(
  storage: Pick<Storage, 'getDocument'>,
  input: {
    endpoint: string;
    digest: Bytes32;
    signal: AbortSignal;
    reach?: Pick<SafeFetchParameters, 'allowed' | 'resolve'>;
  },
): Promise<Uint8Array> {
  const { endpoint, signal } = input;
  const cid = cidOfDigest(input.digest);
  try {
    const url = new URL(`/ipfs/${cid.toString()}?format=raw`, endpoint).href;
    const response = await safeFetch({ url, maxBytes, redirects: 0, signal, limits, ...input.reach });
    const parts: Uint8Array[] = [];
    for await (const part of response.body) parts.push(part);
    const bytes = Buffer.concat(parts);
    return verifyBlock(cid, bytes, { from: 'gateway', url: endpoint });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof AtollError || error instanceof TypeError)) throw error;
    return storage.getDocument(cid, { signal });
  }
}
