import { z } from 'zod';

/**
 * Codes of the problems that an Atoll service answers with, each with the HTTP status it maps to.
 * The table is the one place where code and status meet; `problemStatus` reads it.
 */
const statusByCode = {
  // what the caller sent
  malformed_request: 400,
  invalid_signature: 401,
  invalid_key: 401,
  signature_expired: 401,
  sign_in_required: 401,
  not_allowed: 403,
  not_found: 404,
  conflict: 409,
  changes_forgotten: 410,
  payload_too_large: 413,
  uri_too_long: 414,
  unsupported_media_type: 415,
  too_many_requests: 429,
  // documents and content addressing
  malformed_metadata: 422,
  metadata_too_large: 413,
  digest_mismatch: 422,
  content_unavailable: 502,
  unsupported_cid: 422,
  // market rules
  asset_unknown: 404,
  asset_retired: 409,
  asset_paused: 409,
  stale_version: 409,
  not_approved: 403,
  approval_expired: 403,
  custodian_approval_missing: 403,
  buyer_not_listed: 403,
  agreement_missing: 403,
  runs_exhausted: 429,
  provider_halted: 503,
  environment_unknown: 404,
  environment_busy: 503,
  invalid_parameters: 422,
  invalid_order: 422,
  insufficient_escrow: 402,
  insufficient_collateral: 409,
  quote_expired: 409,
  order_unknown: 404,
  order_orphaned: 409,
  // execution
  dataset_unknown: 404,
  dataset_changed: 409,
  source_refused: 422,
  source_unavailable: 502,
  sample_unavailable: 404,
  image_unavailable: 409,
  image_invalid: 422,
  engine_unavailable: 503,
  gpu_unavailable: 503,
  gpu_sandbox_unsupported: 409,
  runtime_unavailable: 409,
  output_missing: 422,
  output_undeclared: 422,
  output_too_large: 422,
  output_invalid: 422,
  algorithm_failed: 422,
  out_of_memory: 422,
  timed_out: 422,
  result_not_ready: 409,
  result_expired: 410,
  // reading the mirror
  chain_unknown: 404,
  block_unknown: 404,
  block_not_kept: 410,
  cursor_reorganised: 409,
  query_too_costly: 422,
  // surroundings
  chain_unavailable: 503,
  chain_mismatch: 409,
  transaction_reverted: 409,
  storage_unavailable: 503,
  database_unavailable: 503,
  upstream_unavailable: 503,
  configuration_invalid: 500,
  not_ready: 503,
  internal: 500,
} as const;

export const ProblemCode = z.enum(
  // Object.keys widens to string[]; the table above is the only source of its keys.
  Object.keys(statusByCode) as [keyof typeof statusByCode, ...(keyof typeof statusByCode)[]],
);
export type ProblemCode = z.infer<typeof ProblemCode>;

/** The HTTP status of a problem code, e.g. `problemStatus('not_approved') === 403`. */
export function problemStatus(code: ProblemCode): (typeof statusByCode)[ProblemCode] {
  return statusByCode[code];
}

/**
 * Problem Details (RFC 9457) as every Atoll endpoint answers them, media type `application/problem+json`.
 * `type` is `urn:atoll:problem:<code>`; `code`, `hint`, `retryable` and `data` are extension members.
 */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: ProblemCode,
  hint: z.string(),
  retryable: z.boolean(),
  requestId: z.string().optional(),
  data: z.record(z.string(), z.unknown()).optional(),
});
export type Problem = z.infer<typeof Problem>;
