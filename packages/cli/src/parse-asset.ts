import type { Chain } from '@atoll/chain/chain';
import { readAsset } from '@atoll/chain/read-asset';
import { AssetId, Bytes32, Cid, parseAssetId } from '@atoll/schemas/ids';
import { digestOf } from '@atoll/sdk/digest';
import { UsageError } from './errors.ts';

/**
 * The token id of an asset, from a decimal number or its CAIP-19 id.
 * @throws UsageError
 */
export function tokenIdOf(text: string): bigint {
  if (/^(0|[1-9]\d{0,77})$/.test(text)) return BigInt(text);
  const parsed = AssetId.safeParse(text);
  if (parsed.success) return parseAssetId(parsed.data).tokenId;
  throw new UsageError(
    `${text} is no asset`,
    'give the number of the token, or its id such as eip155:1/erc721:0x…/42',
  );
}

/**
 * The digest of an algorithm's metadata document: given itself, as the document's CID, or as an asset, of which the version on chain is taken.
 * @throws UsageError, AtollError `asset_unknown`
 */
export async function algorithmDigestOf(chain: Chain, text: string): Promise<Bytes32> {
  const digest = Bytes32.safeParse(text);
  if (digest.success) return digest.data;
  if (!/^\d|^eip155:/.test(text)) {
    const cid = Cid.safeParse(text);
    if (cid.success) return digestOf(cid.data);
  }
  return (await readAsset(chain, tokenIdOf(text))).metadataDigest;
}
