import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { relayAbi } from '@atoll/contracts/generated/relay';
import { actFromWire, type RelayActRequest } from '@atoll/schemas/act';
import type { MarketContext } from './context.ts';

/**
 * Takes back an act that the account signed and that was not sent yet: nobody can carry it out any more. The account itself sends this, with
 * native coin; an act whose deadline has passed needs none.
 *
 * @throws AtollError `conflict` where it was carried out or taken back already, `not_allowed` for another account's act
 * @example await revokeAct(ctx, signed);
 */
export function revokeAct(
  { chain }: Pick<MarketContext, 'chain'>,
  { act }: Pick<RelayActRequest, 'act'>,
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, {
    address: chain.addresses.relay,
    abi: relayAbi,
    functionName: 'revoke',
    args: [actFromWire(act)],
  });
}
