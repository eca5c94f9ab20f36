import { AtollError } from '@atoll/schemas/error';
import { type Address, type AssetId, formatAssetId } from '@atoll/schemas/ids';
import type { StatementLine } from '@atoll/schemas/statement';
import type { IndexerClient } from '@atoll/sdk/indexer/open-indexer';
import type { Meaning } from './classify.ts';

type NamedAsset = NonNullable<StatementLine['asset']>;

/** Assets by token id in decimal. */
export type NamedAssets = ReadonlyMap<string, NamedAsset>;

/** Assets that are asked for at the same time; each brings its whole document. */
const lanes = 4;
const mostName = 200;

/** Runs work over values, a few at a time. */
export async function inLanes<T>(values: Iterable<T>, work: (value: T) => Promise<void>): Promise<void> {
  const next = values[Symbol.iterator]();
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let step = next.next(); step.done !== true; step = next.next()) await work(step.value);
    }),
  );
}

/** Somebody's words on one line: no control characters, none that turn the direction of writing. */
export function oneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, mostName);
}

async function orUndefined<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof AtollError && (error.code === 'asset_unknown' || error.code === 'not_found')) {
      return undefined;
    }
    throw error;
  }
}

/** Names of assets, as their verified documents have them. One without a usable document has its id alone. */
export async function nameAssets(
  indexer: IndexerClient,
  input: { chainId: number; registry: Address; tokenIds: Iterable<string> },
): Promise<NamedAssets> {
  const named = new Map<string, NamedAsset>();
  await inLanes(new Set(input.tokenIds), async (tokenId) => {
    const id: AssetId = formatAssetId(input.chainId, input.registry, BigInt(tokenId));
    const asset = await orUndefined(indexer.assets.get([tokenId]));
    const name = oneLine(asset?.document?.name ?? '');
    named.set(tokenId, name === '' ? { id } : { id, name });
  });
  return named;
}

/** The token id of the asset behind each meaning that has one: of shares, and of submissions that were awarded. */
export async function assetsBehind(
  indexer: IndexerClient,
  meanings: Iterable<Meaning>,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const wanted = new Map<string, Meaning>();
  for (const meaning of meanings) {
    const key = behindKey(meaning);
    if (key !== undefined) wanted.set(key, meaning);
  }
  await inLanes(wanted, async ([key, { shares, submission }]) => {
    const item =
      shares !== undefined
        ? await orUndefined(indexer.shareTokens.get([shares]))
        : submission !== undefined
          ? await orUndefined(indexer.bountySubmissions.get([submission.bountyId, submission.number]))
          : undefined;
    if (item !== undefined) found.set(key, item.assetId);
  });
  return found;
}

/** What {@link assetsBehind} files a meaning under. */
export function behindKey({ shares, submission }: Meaning): string | undefined {
  if (shares !== undefined) return shares;
  return submission === undefined ? undefined : `${submission.bountyId}/${submission.number}`;
}
