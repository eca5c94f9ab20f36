import type { Chain } from '@atoll/chain/chain';
import { canonicalJsonBytes } from '@atoll/schemas/canonical-json';
import { AtollError } from '@atoll/schemas/error';
import { type Address, type Bytes32, ChainId } from '@atoll/schemas/ids';
import { RewardEpochDocument } from '@atoll/schemas/reward-epoch';
import { sha256 } from './digest.ts';
import { type RewardEntry, rewardTree } from './reward-tree.ts';
import { defaultCounterpartyCap, maximumRewardRate, type RewardTerms } from './reward-weights.ts';

/**
 * The document of an epoch of rewards, for its publisher to put on IPFS as one raw block, and the digest to propose the epoch with.
 *
 * @param input.entries as `recomputeEpoch` gives them for this token and these terms
 * @throws RangeError for entries that are no tree
 * @example
 * const terms = { token, fund: 1_000_000_000n };
 * const { entries } = await recomputeEpoch(chain, { epoch: 2_970n, ...terms });
 * const { bytes, digest } = await epochDocument(chain, { ...terms, entries });
 * await proposeEpoch(ctx, { token, entries, dataDigest: digest });
 */
export async function epochDocument(
  chain: Chain,
  input: { token: Address; entries: readonly RewardEntry[] } & RewardTerms,
): Promise<{ bytes: Uint8Array; digest: Bytes32 }> {
  const { token, fund, rate = maximumRewardRate, cap = defaultCounterpartyCap } = input;
  const { epoch } = rewardTree(input.entries);
  const entries = input.entries.map(({ account, amount }) => ({ account, amount: amount.toString() }));
  const bytes = canonicalJsonBytes(
    RewardEpochDocument.parse({
      chain: `eip155:${chain.chainId}`,
      rewards: chain.addresses.rewards,
      ...{ epoch: epoch.toString(), token, fund: fund.toString(), rate: Number(rate), cap: Number(cap) },
      entries: entries.sort((left, right) => (left.account < right.account ? -1 : 1)),
    }),
  );
  return { bytes, digest: await sha256(bytes) };
}

class EpochDocumentRefused extends AtollError {
  constructor(message: string) {
    super({
      code: 'digest_mismatch',
      message,
      hint: 'fetch the document by the digest that the epoch was proposed with',
    });
  }
}

/** What an epoch was proposed from: the tree of all its entries follows by `rewardTree`, the entries by `recomputeEpoch`. */
export interface EpochFacts extends Required<RewardTerms> {
  readonly epoch: bigint;
  readonly token: Address;
  readonly entries: readonly RewardEntry[];
}

/**
 * Reads the document of an epoch, which anybody may have handed on.
 *
 * @param input.dataDigest of the event `EpochProposed`, as the indexer tells it as well
 * @throws AtollError `digest_mismatch` for other bytes, and for a document of another chain or contract
 * @example
 * const { epoch, entries, ...terms } = await readEpochDocument(chain, { bytes, dataDigest });
 * const { root } = await readEpoch(chain, epoch);
 * const isRight = root === rewardTree(entries).root && root === (await recomputeEpoch(chain, { epoch, ...terms })).tree?.root;
 */
export async function readEpochDocument(
  chain: Chain,
  { bytes, dataDigest }: { bytes: Uint8Array; dataDigest: Bytes32 },
): Promise<EpochFacts> {
  const digest = await sha256(bytes);
  if (digest !== dataDigest)
    throw new EpochDocumentRefused(`the document has digest ${digest}, not ${dataDigest}`);
  const read = RewardEpochDocument.safeParse(jsonIn(bytes));
  if (!read.success) throw new EpochDocumentRefused('the document is none of an epoch of rewards');
  const { chain: chainId, rewards, epoch: number, token, fund, rate, cap, entries } = read.data;
  if (chainId !== ChainId.parse(`eip155:${chain.chainId}`) || rewards !== chain.addresses.rewards)
    throw new EpochDocumentRefused(`the document is of ${rewards} on ${chainId}`);
  const epoch = BigInt(number);
  return {
    ...{ epoch, token, fund: BigInt(fund), rate: BigInt(rate), cap: BigInt(cap) },
    entries: entries.map(({ account, amount }) => ({ epoch, account, amount: BigInt(amount) })),
  };
}

function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    // Whoever proposed the digest of something else proposed no document.
    return undefined;
  }
}
