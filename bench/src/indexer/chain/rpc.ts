import { z } from 'zod';

const Reply = z.object({
  id: z.number(),
  result: z.unknown().optional(),
  error: z.object({ code: z.number(), message: z.string() }).optional(),
});
const Replies = z.array(Reply);

export type RpcCall = readonly [method: string, ...parameters: unknown[]];

/** A node refused a call. */
export class RpcRefused extends Error {
  constructor(method: string, message: string) {
    super(`${method}: ${message}`);
    this.name = 'RpcRefused';
  }
}

async function post(url: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(120_000),
  });
  return response.json();
}

/**
 * Several calls in one request; the answers stand in the order of the calls. A node is free to work on them side by side.
 * @throws RpcRefused for the first that was refused
 */
export async function callAll(url: string, calls: readonly RpcCall[]): Promise<unknown[]> {
  const body = calls.map(([method, ...params], id) => ({ jsonrpc: '2.0', id, method, params }));
  const replies = new Map(Replies.parse(await post(url, body)).map((reply) => [reply.id, reply]));
  return calls.map(([method], id) => {
    const reply = replies.get(id);
    if (reply === undefined) throw new RpcRefused(method, 'no answer');
    if (reply.error !== undefined) throw new RpcRefused(method, reply.error.message);
    return reply.result;
  });
}

export async function callOne(url: string, ...[method, ...params]: RpcCall): Promise<unknown> {
  const reply = Reply.parse(await post(url, { jsonrpc: '2.0', id: 1, method, params }));
  if (reply.error !== undefined) throw new RpcRefused(method, reply.error.message);
  return reply.result;
}
