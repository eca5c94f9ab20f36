import { digestOfCid } from '@atoll/storage/digest';
import { serveGateway } from '@atoll/storage/gateway';
import { and, eq, ne } from 'drizzle-orm';
import type { CID } from 'multiformats/cid';
import type { Context } from '../context.ts';
import { jobs } from '../store/tables.ts';

/**
 * Answers as a trustless gateway for what is kept here. A result stays shut until its job is released: its digest is public as soon as
 * the receipt is on its way, long before order and settlement are final. It is shut again once it is kept no longer. Shut means shut
 * wherever it stands: an image that came here to link to a result does not open it.
 */
export function serveContent(ctx: Context, request: Request): Promise<Response> {
  return serveGateway(ctx.storage, request, { localOnly: true, except: (cid) => isHeldBack(ctx, cid) });
}

/** By digest: the same block has a CID for each codec and base. */
async function isHeldBack(ctx: Context, cid: CID): Promise<boolean> {
  const digest = digestOfCid(cid);
  const held = await ctx.database.db.$count(
    jobs,
    and(eq(jobs.resultDigest, digest), ne(jobs.state, 'released')),
  );
  if (held > 0) return true;
  const [expired] = await ctx.database.sql`
    select from compute_provider.kept_outputs kept where kept.kept_until <= ${ctx.clock.now().toISOString()}::timestamptz
      and (exists (select from compute_provider.jobs where jobs.job_id = kept.job_id and result_digest = ${digest})
        or exists (select from compute_provider.rekeyed_results r where r.job_id = kept.job_id and r.digest = ${digest}))`;
  return expired !== undefined;
}
