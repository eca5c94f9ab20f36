import { Bytes32 } from '@atoll/schemas/ids';
import { JobView } from '@atoll/schemas/job';
import { AttemptView, LedgerPage } from '@atoll/schemas/ledger';
import { CancelConsent, RegisterDataset, RekeyedResult, RekeyRequest } from '@atoll/schemas/provider-api';
import type { App, AppEnv } from '@atoll/server-kit/app';
import { problemResponses } from '@atoll/server-kit/problem';
import { createRoute, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { Context } from '../context.ts';
import { agreeToCancel, consentToCancel } from '../jobs/cancel-job.ts';
import { readAttempts } from '../jobs/read-attempts.ts';
import { readJob } from '../jobs/read-job.ts';
import { readLedger } from '../limits/read-ledger.ts';
import { rekeyResult } from '../settlement/rekey-result.ts';
import { custodianOnly } from './custodian-only.ts';

const params = z.object({ jobId: Bytes32 });
const refusals = ['malformed_request', 'invalid_signature', 'signature_expired', 'sign_in_required'] as const;
const json = <T extends z.ZodType>(description: string, schema: T) => ({
  description,
  content: { 'application/json': { schema } },
});

interface Handlers {
  signed: MiddlewareHandler<AppEnv>;
  /** Of what costs this machine an encryption. */
  limitRate: MiddlewareHandler<AppEnv>;
}

/** What the custodian sees of releases and runs, and what a buyer may still do with a job: cancel it, have its result encrypted anew. */
export function addLimitRoutes(app: App, ctx: Context, handlers: Handlers): void {
  addCustodianRoutes(app, ctx, handlers.signed);
  addBuyerRoutes(app, ctx, handlers);
}

function addCustodianRoutes(app: App, ctx: Context, signed: MiddlewareHandler<AppEnv>): void {
  const middleware = [signed, custodianOnly(ctx)];
  const ledger = createRoute({
    method: 'get',
    path: '/datasets/{name}/ledger',
    summary: 'Everything that has left a dataset, newest first, and what is left of its budget',
    middleware,
    request: {
      params: z.object({ name: RegisterDataset.shape.name }),
      query: z.object({
        limit: z.coerce.number().int().min(1).max(200).default(50),
        cursor: z.string().max(20).optional(),
      }),
    },
    responses: {
      200: json('a page', LedgerPage),
      ...problemResponses(...refusals, 'not_allowed', 'dataset_unknown'),
    },
  });
  const attempts = createRoute({
    method: 'get',
    path: '/jobs/{jobId}/attempts',
    summary: 'Every attempt at a job with exit code and exact usage',
    middleware,
    request: { params },
    responses: {
      200: json('the attempts', z.array(AttemptView)),
      ...problemResponses(...refusals, 'not_allowed', 'not_found'),
    },
  });
  const agree = createRoute({
    method: 'post',
    path: '/jobs/{jobId}/cancel/agree',
    summary: 'Agree that the buyer may cancel a job which runs already; nothing is paid for it then',
    middleware,
    request: { params },
    responses: {
      200: json('the job', JobView),
      ...problemResponses(...refusals, 'not_allowed', 'not_found'),
    },
  });
  app.openapi(ledger, async (c) =>
    c.json(await readLedger(ctx, { ...c.req.valid('param'), ...c.req.valid('query') }), 200),
  );
  app.openapi(attempts, async (c) => c.json(await readAttempts(ctx, c.req.valid('param').jobId), 200));
  app.openapi(agree, async (c) => {
    const { jobId } = c.req.valid('param');
    await agreeToCancel(ctx, jobId);
    return c.json(await readJob(ctx, { jobId, reader: c.get('signer') }), 200);
  });
}

function addBuyerRoutes(app: App, ctx: Context, { signed, limitRate }: Handlers): void {
  const rekey = createRoute({
    method: 'post',
    path: '/jobs/{jobId}/rekey',
    summary: 'Encrypt a released result anew for another recipient, while it is kept',
    description:
      "Signed by the buyer. The new ciphertext is not the one that the chain knows by digest: the settled receipt lies inside it, and the outputs verify against the receipt's root.",
    middleware: [limitRate, signed],
    request: { params, body: { required: true, content: { 'application/json': { schema: RekeyRequest } } } },
    responses: {
      200: json('where it lies', RekeyedResult),
      ...problemResponses(
        ...refusals,
        'not_found',
        'too_many_requests',
        'result_not_ready',
        'result_expired',
        'conflict',
        'storage_unavailable',
        'upstream_unavailable',
        'chain_unavailable',
      ),
    },
  });
  const cancel = createRoute({
    method: 'post',
    path: '/jobs/{jobId}/cancel',
    summary: "The provider's consent to cancel a job that has not started",
    description: 'Signed by the buyer. With the own signature `Jobs.cancel` takes it and refunds everything.',
    middleware: [signed],
    request: { params },
    responses: {
      200: json('the consent', CancelConsent),
      ...problemResponses(...refusals, 'not_found', 'conflict'),
    },
  });
  app.openapi(rekey, async (c) => {
    const input = { ...c.req.valid('param'), ...c.req.valid('json'), reader: c.get('signer') };
    return c.json(await rekeyResult(ctx, input), 200);
  });
  app.openapi(cancel, async (c) =>
    c.json(await consentToCancel(ctx, { ...c.req.valid('param'), reader: c.get('signer') }), 200),
  );
}
