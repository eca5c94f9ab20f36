import type { ApprovalRequest } from '@atoll/schemas/desk';
import type { Address, Bytes32 } from '@atoll/schemas/ids';
import { eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { approvalRequests } from '../store/desk-tables.ts';
import { closeRequests } from './close-requests.ts';
import { RequestDecided, RequestNotFound } from './problems.ts';
import { requestView } from './request-row.ts';

/**
 * A request, for who asked and for the custodian; for everybody else it is not there.
 * @throws RequestNotFound
 */
export async function readRequest(
  ctx: Context,
  input: { id: Bytes32; reader: Address },
): Promise<ApprovalRequest> {
  const [row] = await ctx.database.db
    .select()
    .from(approvalRequests)
    .where(eq(approvalRequests.id, input.id));
  if (row === undefined || (row.requester !== input.reader && input.reader !== ctx.settings.custodian))
    throw new RequestNotFound(input.id);
  return requestView(row);
}

/**
 * The custodian's no, with a reason that who asked may read. Approving has a verb of its own, `approveAlgorithm`.
 * @throws RequestNotFound, RequestDecided
 */
export async function rejectRequest(
  ctx: Context,
  input: { id: Bytes32; reason: string },
): Promise<ApprovalRequest> {
  const { id, reason } = input;
  return close(ctx, { id, reader: ctx.settings.custodian, state: 'rejected', reason });
}

/**
 * Takes a request back; who asked may.
 * @throws RequestNotFound, RequestDecided
 */
export async function withdrawRequest(
  ctx: Context,
  input: { id: Bytes32; requester: Address },
): Promise<ApprovalRequest> {
  const request = await readRequest(ctx, { id: input.id, reader: input.requester });
  if (request.requester !== input.requester) throw new RequestNotFound(input.id);
  return close(ctx, { id: input.id, reader: input.requester, state: 'withdrawn' });
}

async function close(
  ctx: Context,
  input: { id: Bytes32; reader: Address; state: 'rejected' | 'withdrawn'; reason?: string },
): Promise<ApprovalRequest> {
  const { reader, ...decision } = input;
  const closed = await ctx.database.db.transaction((database) =>
    closeRequests(database, { ...decision, at: ctx.clock.now() }),
  );
  const request = await readRequest(ctx, { id: input.id, reader });
  if (closed === 0) throw new RequestDecided(input.id, request.state);
  ctx.logger.info({ id: input.id, state: input.state }, 'approval request closed');
  return request;
}
