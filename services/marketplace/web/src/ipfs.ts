import type { Cid } from '@atoll/schemas/ids';
import { ResultRefused, ServiceUnavailable } from '@atoll/sdk/errors';
import { digestOf, sha256 } from '@atoll/sdk/digest';

/**
 * A block from the marketplace's gateway, checked against its CID.
 *
 * @param cid of at most 2 MiB, raw or dag-pb, with sha-256
 * @throws ResultRefused `digest_mismatch`; ServiceUnavailable where the gateway has it not or answers with more than a block holds
 */
export async function fetchBlock(cid: Cid, signal?: AbortSignal): Promise<Uint8Array> {
  const path = `/ipfs/${cid}?format=raw`;
  const response = await fetch(path, {
    headers: { accept: 'application/vnd.ipld.raw' },
    ...(signal === undefined ? {} : { signal }),
  });
  if (!response.ok) throw new ServiceUnavailable({ url: path, reason: `status ${response.status}` });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const found = await sha256(bytes);
  if (found !== digestOf(cid)) throw new ResultRefused(`the gateway gave ${found} for ${cid}`);
  return bytes;
}
