import type { Chain } from '@atoll/chain/chain';
import { numbered } from '@atoll/chain/read-asset';
import { translated } from '@atoll/chain/translate';
import { bountiesAbi } from '@atoll/contracts/generated/bounties';
import { type BountyKind, bountyKinds } from '@atoll/schemas/bounty';
import { AtollError } from '@atoll/schemas/error';
import { Address, type Bytes32 } from '@atoll/schemas/ids';
import { zeroAddress } from 'viem';
import { tokenAt } from './token-at.ts';

/** A bounty as the chain holds it now. Amounts are in the token's smallest unit, times are block times in seconds. */
export interface ChainBounty {
  readonly kind: BountyKind;
  readonly token: Address;
  readonly judge: Address;
  /** Contributions that were not taken back yet. */
  readonly total: bigint;
  /** Of `total`, what was not awarded. */
  readonly rest: bigint;
  readonly submitUntil: number;
  readonly decideUntil: number;
  /** Ever made, which is also the number of the latest. */
  readonly submissions: number;
  /** Submissions that were not rejected. */
  readonly pending: number;
  readonly closed: boolean;
}

class BountyUnknown extends AtollError {
  constructor(bountyId: Bytes32) {
    super({
      code: 'not_found',
      message: `there is no bounty ${bountyId}`,
      hint: 'check the bounty id and the chain',
      data: { bountyId },
    });
  }
}

/** Address and ABI of the bounties. */
export const bountiesOf = (chain: Chain) =>
  ({ address: chain.addresses.bounties, abi: bountiesAbi }) as const;

/**
 * Reads a bounty.
 * @throws AtollError `not_found`
 * @example const { rest, decideUntil } = await readBounty(chain, bountyId);
 */
export async function readBounty(chain: Chain, bountyId: Bytes32): Promise<ChainBounty> {
  const found = await translated('Bounties.bountyOf', () =>
    chain.publicClient.readContract({ ...bountiesOf(chain), functionName: 'bountyOf', args: [bountyId] }),
  );
  if (found.judge === zeroAddress) throw new BountyUnknown(bountyId);
  const { total, rest, submitUntil, decideUntil, submissions, pending, closed } = found;
  return {
    ...{ total, rest, submitUntil, decideUntil, submissions, pending, closed },
    kind: numbered(bountyKinds, found.kind, 'bounty kind'),
    token: await tokenAt(chain, found.tokenIndex),
    judge: Address.parse(found.judge),
  };
}
