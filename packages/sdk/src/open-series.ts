import { translated } from '@atoll/chain/translate';
import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { accessPassAbi } from '@atoll/contracts/generated/accessPass';
import type { Address } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';

export interface SeriesInput {
  readonly assetId: bigint;
  /** The dataset's payment token. */
  readonly token: Address;
  /** Of one run, in the token's smallest unit; 0 for runs that are given. */
  readonly price: bigint;
  /** Last block time, in seconds, at which a unit is used; at most two years ahead. */
  readonly expiresAt: number;
  /** Most units that are ever sold or given. */
  readonly supply: number;
  readonly transferable?: boolean;
}

/**
 * Opens a series of passes for a dataset, as its owner.
 *
 * @returns the number of the series, from 1
 * @throws AtollError `not_allowed`, `malformed_request`
 * @example const { series } = await openSeries(ctx, { assetId, token, price: 9_000_000n, expiresAt, supply: 100 });
 */
export async function openSeries(
  { chain }: MarketContext,
  input: SeriesInput,
): Promise<{ series: number; receipt: ReceiptSummary }> {
  const { assetId, token, price, expiresAt, supply, transferable = false } = input;
  const passes = { address: chain.addresses.accessPass, abi: accessPassAbi } as const;
  const details = { token, price, expiresAt, supply, transferable };
  const receipt = await simulateThenSend(chain, {
    ...passes,
    functionName: 'openSeries',
    args: [assetId, details],
  });
  const series = await translated('AccessPass.seriesCount', () =>
    chain.publicClient.readContract({ ...passes, functionName: 'seriesCount', args: [assetId] }),
  );
  return { series, receipt };
}
