import type { ServerLimits } from '@atoll/server-kit/serve';

/**
 * How long the service waits for whoever connects, as `docs/indexer.md` tells under Limits. Nobody uploads anything here: a request is small
 * or it is none of ours.
 */
export const serverLimits = {
  headerBytes: 16 * 1024,
  /** From the connection, or the first byte after another request, to the end of the head. */
  headersMs: 10_000,
  requestMs: 30_000,
  /** An open connection costs one of those that the process takes; coming back costs a caller a round trip. */
  keepAliveMs: 5000,
  /** Streams say something every 15 s, and no answer takes as long. */
  idleMs: 120_000,
} as const satisfies Partial<ServerLimits>;
