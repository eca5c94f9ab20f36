import { AtollError } from '@atoll/schemas/error';
import { digestOfCid, parseCid } from '@atoll/storage/digest';
import { serveGateway } from '@atoll/storage/gateway';
import { and, eq, ne } from 'drizzle-orm';
import { type Context } from '../context.ts';
import { jobs } from '../store/tables.ts';

/**
 * Answers as a trustless gateway for what is kept here. A result stays shut until its job is released: its digest is public as soon as
 * the receipt is on its way, long before order and settlement are final. It is shut again once it is kept no longer.
 */
export async function serveContent(ctx: Context, request: Request): Promise<Response> {
  if (await isHeldBack(ctx, new URL(request.url).pathname)) throw new ContentNotKept();
  return serveGateway(ctx.storage, request, { localOnly: true });
}

/** By digest: the same block has a CID for each codec and base. What is no CID is the gateway's to refuse. */
async function isHeldBack(ctx: Context, path: string): Promise<boolean> {
  let digest: string;
  try {
    digest = digestOfCid(parseCid(path.split('/')[2] ?? ''));
  } catch (error) {
    if (error instanceof AtollError) return false;
    throw error;
  }
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

class ContentNotKept extends AtollError {
  constructor() {
    super({
      code: 'not_found',
      message: 'this gateway does not keep that block',
      hint: 'ask a gateway that has pinned the content; a result is served once its job is released',
    });
  }
}
