import type { Outbox, OutboxCall } from '@atoll/chain/outbox-types';
import type { Address } from '@atoll/schemas/ids';

/**
 * Sends what has to happen to a job's escrow once: one transaction, followed by another where it was mined and reverted. That happens when
 * a reorganisation mines it again in a block whose time is too early for it. The contract takes one of them.
 *
 * @throws what the call would revert with, now
 */
export async function sendToEscrow(
  ctx: {
    readonly outbox: Pick<Outbox, 'get' | 'send'>;
    readonly chain: { readonly addresses: { readonly jobs: Address } };
  },
  { key, data }: Pick<OutboxCall, 'key' | 'data'>,
): Promise<void> {
  for (let round = 1; ; round += 1) {
    const own = round === 1 ? key : `${key}:${round}`;
    if ((await ctx.outbox.get(own))?.mined?.status === 'reverted') continue;
    await ctx.outbox.send({ key: own, to: ctx.chain.addresses.jobs, data });
    return;
  }
}
