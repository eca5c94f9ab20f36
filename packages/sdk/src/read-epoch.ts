import type { Chain } from '@atoll/chain/chain';
import { translated } from '@atoll/chain/translate';
import { rewardsAbi } from '@atoll/contracts/generated/rewards';
import { AtollError } from '@atoll/schemas/error';
import { type Address, Bytes32 } from '@atoll/schemas/ids';
import { zeroHash } from 'viem';
import { tokenAt } from './token-at.ts';

/** An epoch of rewards as the chain holds it now; amounts in the token's smallest unit. */
export interface ChainEpoch {
  readonly token: Address;
  readonly root: Bytes32;
  /** What may be claimed in all. */
  readonly total: bigint;
  readonly claimed: bigint;
  /** Block time, in seconds, from which claims are paid, and until which the root can be refused. */
  readonly claimableFrom: number;
  /** Whether what nobody claimed went to the treasury. */
  readonly swept: boolean;
}

class EpochUnknown extends AtollError {
  constructor(epoch: bigint) {
    super({
      code: 'not_found',
      message: `there is no epoch ${epoch}`,
      hint: 'check its number; its root may have been refused',
      data: { epoch: epoch.toString() },
    });
  }
}

/**
 * Reads an epoch of rewards that was proposed and not refused.
 *
 * @throws AtollError `not_found`; ChainUnavailable
 * @example
 * const { root, token } = await readEpoch(chain, 2_970n);
 * const { tree } = await recomputeEpoch(chain, { epoch: 2_970n, token, fund });
 * if (tree?.root !== root) await vetoEpoch(ctx, { epoch: 2_970n });
 */
export async function readEpoch(chain: Chain, epoch: bigint): Promise<ChainEpoch> {
  const found = await translated('Rewards.epochOf', () =>
    chain.publicClient.readContract({
      address: chain.addresses.rewards,
      abi: rewardsAbi,
      functionName: 'epochOf',
      args: [epoch],
    }),
  );
  if (found.root === zeroHash) throw new EpochUnknown(epoch);
  const { root, total, claimed, claimableFrom, tokenIndex, swept } = found;
  const token = await tokenAt(chain, tokenIndex);
  return { token, root: Bytes32.parse(root), total, claimed, claimableFrom, swept };
}
