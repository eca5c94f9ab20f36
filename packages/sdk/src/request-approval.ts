import { type ApprovalQuestion, ApprovalRequest } from '@atoll/schemas/desk';
import type { Bytes32 } from '@atoll/schemas/ids';
import { z } from 'zod';
import type { MarketContext } from './context.ts';
import { request } from './request.ts';
import { providerOf, providerPaths } from './services.ts';

export interface RequestApprovalInput {
  datasetId: bigint;
  algorithmId: bigint;
  /** The exact version: sha-256 of its metadata document. */
  metadataDigest: Bytes32;
  /** At most 2000 characters, all of which can be seen. */
  message: string;
}

/**
 * Asks the custodian of a dataset to approve one exact version of an algorithm. Asking again while the request is open gives the same
 * request.
 *
 * @throws ProblemReceived `conflict` where it is approved already, `too_many_requests`, `stale_version`, `content_unavailable` where the
 * provider cannot fetch the version's document
 * @example const { id } = await requestApproval(scientist, { datasetId, algorithmId, metadataDigest, message: 'for our survey' });
 */
export function requestApproval(ctx: MarketContext, input: RequestApprovalInput): Promise<ApprovalRequest> {
  const json: ApprovalQuestion = {
    datasetId: input.datasetId.toString(),
    algorithmId: input.algorithmId.toString(),
    metadataDigest: input.metadataDigest,
    message: input.message,
  };
  return request(ctx, {
    service: providerOf(ctx),
    method: 'POST',
    path: providerPaths.requests,
    json,
    signed: true,
    reply: ApprovalRequest,
    timeoutMs: 120_000,
  });
}

/** What this account has asked the provider for, newest first, with what became of it. */
export function listOwnRequests(ctx: MarketContext): Promise<ApprovalRequest[]> {
  return request(ctx, {
    service: providerOf(ctx),
    method: 'GET',
    path: `${providerPaths.requests}/mine`,
    signed: true,
    reply: z.array(ApprovalRequest),
  });
}

/** Takes back a request that is open. */
export function withdrawRequest(ctx: MarketContext, input: { id: Bytes32 }): Promise<ApprovalRequest> {
  return request(ctx, {
    service: providerOf(ctx),
    method: 'DELETE',
    path: providerPaths.request(input.id),
    signed: true,
    reply: ApprovalRequest,
  });
}
