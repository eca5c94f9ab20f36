import { createHash } from 'node:crypto';
import { readAsset } from '@atoll/chain/read-asset';
import { simulateThenSend } from '@atoll/chain/write';
import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import { canonicalJsonBytes } from '@atoll/schemas/canonical-json';
import type { Bytes32 } from '@atoll/schemas/ids';
import type { AlgorithmManifest } from '@atoll/schemas/metadata/algorithm';
import { cidOfDigest } from '@atoll/storage/digest';
import { algorithmOf } from '../src/approvals/find-approval.ts';
import type { Market } from './market.ts';
import type { Pair } from './publish.ts';

/** The author publishes another version of the algorithm; gives the pair with its digest. */
export async function newVersion(
  market: Market,
  pair: Pair,
  changes: { manifest?: Partial<AlgorithmManifest>; name?: string; description?: string },
): Promise<Pair> {
  const document = algorithmOf(await market.ctx.storage.getDocument(cidOfDigest(pair.algorithmDigest)));
  const { manifest: manifestChanges, ...fields } = changes;
  const manifest = { ...document.atoll.manifest, ...manifestChanges };
  const bytes = canonicalJsonBytes({ ...document, ...fields, atoll: { kind: 'algorithm', manifest } });
  await market.ctx.storage.putDocument(bytes);
  const digest: Bytes32 = `0x${createHash('sha256').update(bytes).digest('hex')}`;
  await update(market, pair.algorithmId, digest);
  return { ...pair, algorithmDigest: digest };
}

/** The author names another document as the algorithm's, whatever it may be. */
export async function update(market: Market, algorithmId: bigint, digest: Bytes32): Promise<void> {
  const chain = await market.as('algorithmAuthor');
  const { version } = await readAsset(chain, algorithmId);
  await simulateThenSend(chain, {
    address: market.book.contracts.assetRegistry,
    abi: assetRegistryAbi,
    functionName: 'update',
    args: [algorithmId, version, digest, `0x${'00'.repeat(32)}`],
  });
}
