import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { relayAbi } from '@atoll/contracts/generated/relay';
import { actFromWire, type RelayActRequest } from '@atoll/schemas/act';
import type { MarketContext } from './context.ts';

/**
 * Sends an act that somebody signed, for its fee, which is credited to the wallet's account: all its calls happen as that account's, or none.
 * Anyone may, once.
 *
 * @throws AtollError `conflict` where it was sent or taken back already, `signature_expired`, `invalid_signature`, `insufficient_escrow` where
 * the fee is not there, and whatever its calls are refused with
 * @example await executeAct(ctx, RelayActRequest.parse(JSON.parse(text)));
 */
export function executeAct(
  { chain }: Pick<MarketContext, 'chain'>,
  { act, signature }: RelayActRequest,
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, {
    address: chain.addresses.relay,
    abi: relayAbi,
    functionName: 'execute',
    args: [actFromWire(act), signature],
  });
}
