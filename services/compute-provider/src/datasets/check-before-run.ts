import type { Context } from '../context.ts';
import type { BoundSnapshot } from './find-snapshot.ts';
import { checkAndRecord } from './record-check.ts';

/**
 * The check of a snapshot right before a run over it: in full where its custodian asks for that, and where it is known to have changed, since
 * blocks drawn at random may miss what an earlier check has seen.
 *
 * @returns which check it was, for the receipt
 * @throws DatasetChanged, after which no quote is given for it until it is restored
 */
export async function checkBeforeRun(ctx: Context, snapshot: BoundSnapshot): Promise<'full' | 'sampled'> {
  return checkAndRecord(ctx, snapshot, { full: snapshot.integrity === 'full' || snapshot.isChanged });
}
