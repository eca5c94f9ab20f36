import { AtollError } from '@atoll/schemas/error';
import type { Bytes32, Cid } from '@atoll/schemas/ids';
import { parseCid } from '@atoll/storage/digest';
import { readFromGateways } from '@atoll/storage/read-from-gateways';
import { readSettlement } from '@atoll/chain/read-settlement';
import type { MarketContext } from './context.ts';
import { digestOf } from './digest.ts';
import { ResultRefused } from './errors.ts';
import { readJob } from './read-job.ts';
import { readBytes, requestRaw } from './request.ts';
import { providerOf, providerPaths } from './services.ts';

export interface FetchResultInput {
  jobId: Bytes32;
  /** The result's CID; default: as the provider names it. Its digest has to be the one on chain. */
  cid?: Cid;
  /**
   * `gateways`: the provider is not asked for the file, which its buyer would have to sign for, only for the blocks. Default `provider`.
   */
  from?: 'provider' | 'gateways';
  /** Gateways to ask when the provider does not have it; default: the marketplace, and before it the provider with `from: 'gateways'`. */
  gateways?: readonly string[];
  /** Most bytes of the encrypted result. Default 1 GiB. */
  maxBytes?: number;
}

/**
 * Fetches the encrypted result of a settled job, from its provider or else from IPFS, and verifies it against the digest on chain.
 *
 * @throws AtollError `result_not_ready` before settlement; ResultRefused when the bytes are not what the chain says
 * @example
 * const { outputs } = await decryptResult(await fetchResult(ctx, { jobId }), me.identity);
 */
export async function fetchResult(ctx: MarketContext, input: FetchResultInput): Promise<Uint8Array> {
  const { jobId, maxBytes = 1 << 30, from = 'provider' } = input;
  const settlement = await readSettlement(ctx.chain, jobId);
  if (settlement === undefined || settlement.receipt.outcome !== 'released') {
    throw new ResultNotReady(jobId, settlement?.receipt.outcome);
  }
  const cid = input.cid ?? (await readJob(ctx, jobId)).result?.cid;
  if (cid === undefined) throw new ResultNotReady(jobId, 'not named by the provider');
  if (digestOf(cid) !== settlement.receipt.resultDigest) {
    throw new ResultRefused(`${cid} is not the result that was settled`, {
      expected: settlement.receipt.resultDigest,
      found: digestOf(cid),
    });
  }
  if (from === 'provider') {
    const direct = await fromProvider(ctx, jobId, maxBytes);
    // The code that lays out UnixFS is loaded only where it is needed.
    const { cidOfFile } = await import('./cid-of-file.ts');
    if (direct !== undefined && (await cidOfFile(direct)) === cid) return direct;
  }
  const usual = from === 'provider' ? [ctx.marketplaceUrl] : [providerOf(ctx), ctx.marketplaceUrl];
  return readFromGateways(parseCid(cid), { gateways: input.gateways ?? usual, maxBytes });
}

/** The provider's bytes, or undefined where it has none to give: IPFS is asked then. */
async function fromProvider(
  ctx: MarketContext,
  jobId: Bytes32,
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  try {
    const response = await requestRaw(ctx, {
      service: providerOf(ctx),
      method: 'GET',
      path: providerPaths.result(jobId),
      signed: true,
      accept: 'application/octet-stream',
      timeoutMs: 600_000,
    });
    return await readBytes(response, maxBytes);
  } catch (error) {
    if (error instanceof AtollError) return undefined;
    throw error;
  }
}

class ResultNotReady extends AtollError {
  constructor(jobId: Bytes32, outcome: string | undefined) {
    super({
      code: 'result_not_ready',
      message: `job ${jobId} has no result to fetch: ${outcome ?? 'it is not settled yet'}`,
      hint: 'watch the job until it is released',
      retryable: outcome === undefined,
      data: { jobId },
    });
  }
}
