import { nextBlockTime } from '@atoll/chain/read-block-time';
import type { AssetView } from '@atoll/schemas/asset';
import type { Bytes32 } from '@atoll/schemas/ids';
import type { AlgorithmManifest } from '@atoll/schemas/metadata/algorithm';
import type { IndexerClient } from '@atoll/sdk/indexer/open-indexer';
import { useIndexer } from '@atoll/ui/use-indexer.ts';
import { useChain } from '@atoll/ui/wallet/use-chain.ts';
import { useQuery } from '@tanstack/react-query';

/** An algorithm that could run, and on which of the chosen datasets it is approved. */
export interface Candidate {
  readonly tokenId: string;
  readonly id: string;
  readonly metadataDigest: Bytes32;
  readonly name: string;
  readonly description: string;
  readonly owner: string;
  readonly token: string;
  readonly price: bigint;
  readonly manifest: AlgorithmManifest;
  /** Approved on chain for every dataset that was chosen. */
  readonly approved: boolean;
  /** Token ids of datasets without an approval. */
  readonly missing: readonly string[];
}

/**
 * Which algorithm versions and publishers a dataset's owner approves now.
 * @param now time of the chain in seconds
 */
async function approvalsOf(indexer: IndexerClient, dataset: string, now: number) {
  const [versions, publishers] = await Promise.all([
    indexer.approvals.list({ dataset, revoked: 'false', limit: 100 }),
    indexer.publisherApprovals.list({ dataset, revoked: 'false', limit: 100 }),
  ]);
  const holds = (approval: { active: boolean; expiresAt: number }) =>
    approval.active && approval.expiresAt > now;
  return {
    versions: new Map(versions.items.filter(holds).map((approval) => [versionOf(approval), approval])),
    publishers: new Set(publishers.items.filter(holds).map(({ publisher }) => publisher)),
  };
}

/** The same document under another account is another algorithm. */
interface Version {
  /** CAIP-19 id. */
  readonly algorithm: string;
  readonly algorithmDigest: Bytes32;
}
const versionOf = ({ algorithm, algorithmDigest }: Version) => `${algorithm}@${algorithmDigest}`;

/**
 * Algorithms for some datasets: those that are approved for all of them first. The versions are the current ones; an approval of an earlier
 * version opens nothing any more.
 */
export function useAlgorithms(datasets: readonly string[], words: string) {
  const indexer = useIndexer();
  const chain = useChain().data;
  return useQuery({
    queryKey: ['algorithms', datasets, words],
    placeholderData: (before) => before,
    refetchInterval: 15_000,
    enabled: chain !== undefined,
    queryFn: async () => {
      if (chain === undefined) return [];
      const now = await nextBlockTime(chain);
      const approvals = await Promise.all(datasets.map((each) => approvalsOf(indexer, each, now)));
      const [page, ...approved] = await Promise.all([
        indexer.assets.list({
          kind: 'algorithm',
          state: 'active',
          include: ['document'],
          limit: 100,
          ...(words === '' ? {} : { q: words }),
        }),
        ...[...(approvals[0]?.versions.values() ?? [])].slice(0, 50).map((each) => currentOf(indexer, each)),
      ]);
      const all = new Map<string, AssetView>();
      for (const each of [...page.items, ...approved.filter((each) => each !== undefined)])
        all.set(each.tokenId, each);
      return [...all.values()]
        .flatMap((asset) => candidateOf(asset, datasets, approvals))
        .sort((a, b) => Number(b.approved) - Number(a.approved) || a.name.localeCompare(b.name));
    },
  });
}

/** The algorithm that was approved, where that is its current version. */
async function currentOf(
  indexer: IndexerClient,
  { algorithm, algorithmDigest: digest }: Version,
): Promise<AssetView | undefined> {
  const { items } = await indexer.assetVersions.list({
    assetId: algorithm,
    metadataDigest: digest,
    limit: 1,
  });
  const [version] = items;
  if (version === undefined) return undefined;
  const asset = await indexer.assets.get([version.assetId]);
  return asset.metadataDigest === digest && asset.state === 'active' ? asset : undefined;
}

function candidateOf(
  asset: AssetView,
  datasets: readonly string[],
  approvals: readonly Awaited<ReturnType<typeof approvalsOf>>[],
): Candidate[] {
  const { document, metadataDigest, owner } = asset;
  if (document?.atoll.kind !== 'algorithm') return [];
  const missing = datasets.filter((_, index) => {
    const approval = approvals[index];
    const version = versionOf({ algorithm: asset.id, algorithmDigest: metadataDigest });
    return !(approval?.versions.has(version) === true || approval?.publishers.has(owner) === true);
  });
  return [
    {
      tokenId: asset.tokenId,
      id: asset.id,
      metadataDigest,
      name: document.name,
      description: document.description,
      owner,
      token: asset.terms.token,
      price: BigInt(asset.terms.price),
      manifest: document.atoll.manifest,
      approved: missing.length === 0,
      missing,
    },
  ];
}
