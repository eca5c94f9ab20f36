import type { Bytes32 } from '@atoll/schemas/ids';
import type { Chain } from './chain.ts';
import { type ChainJobEnd, readJobEnd } from './read-job-end.ts';

/** How a job was settled, as the chain recorded it. */
export type ChainSettlement = Pick<
  ChainJobEnd,
  'receipt' | 'payments' | 'blockNumber' | 'blockHash' | 'transactionHash'
>;

/** The receipt and payments of a settled job, or undefined where it was not settled by a receipt (yet). */
export async function readSettlement(chain: Chain, jobId: Bytes32): Promise<ChainSettlement | undefined> {
  const end = await readJobEnd(chain, jobId);
  return end?.signed === true ? end : undefined;
}
