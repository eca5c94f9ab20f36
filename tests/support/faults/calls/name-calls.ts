import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { JobState } from '@atoll/schemas/job';
import { decodeFunctionData, parseTransaction } from 'viem';
import { z } from 'zod';

/** `POST /v1.41/containers/atoll-0x12…/start` as `engine POST /containers/{id}/start`. */
export function nameEngineCall(method: string, url: string): string {
  const path = (url.split('?')[0] ?? '').replace(/^\/v[\d.]+(?=\/)/, '');
  const parts = path.split('/').map((part, index) => {
    // collections and verbs are words; what stands between them names one container, volume or image
    const word = /^(|_ping|version|info|json|create|start|wait|stats|logs|archive|rename|kill|load|prune)$/;
    return index === 1 || word.test(part) ? part : '{id}';
  });
  return `engine ${method} ${parts.join('/').replaceAll(/(\/\{id\})+/g, '/{id}')}`;
}

const Call = z.object({ method: z.string(), params: z.array(z.unknown()).optional() });
const Body = z.union([Call.transform((call) => [call]), z.array(Call)]);

/** The calls of a JSON-RPC body; a transaction is named by the function that it calls. */
export function nameChainCalls(body: string): string[] {
  const parsed = Body.safeParse(JSON.parse(body));
  if (!parsed.success) return ['chain ?'];
  return [
    ...new Set(
      parsed.data.map(({ method, params }) =>
        method === 'eth_sendRawTransaction'
          ? `chain ${method} ${functionOf(params?.[0])}`
          : `chain ${method}`,
      ),
    ),
  ];
}

function functionOf(raw: unknown): string {
  const { data } = parseTransaction(z.templateLiteral(['0x', z.string()]).parse(raw));
  if (data === undefined) return '?';
  return decodeFunctionData({ abi: jobsAbi, data }).functionName;
}

/** `GET /ipfs/bafy…?format=raw` as `ipfs GET /ipfs/{cid}`. */
export function nameMarketCall(method: string, url: string): string {
  const path = url.split('?')[0] ?? '';
  return path.startsWith('/ipfs/') ? `ipfs ${method} /ipfs/{cid}` : `marketplace ${method} ${path}`;
}

/** A statement as its verb and the first table or lock that it names: `database insert jobs`. */
export function nameStatement(text: string): string {
  const plain = text.replaceAll(/--.*$/gm, ' ').replaceAll('"', '').trim().toLowerCase();
  const verb = /^\w+/.exec(plain)?.[0] ?? '?';
  const lock = /pg_\w*advisory\w*/.exec(plain)?.[0];
  const table = /compute_provider(?:_queue)?\.(\w+)/.exec(plain)?.[1];
  const tables = ['select', 'insert', 'update', 'delete', 'with'].includes(verb);
  const about = tables ? (lock ?? table) : undefined;
  return `database ${verb}${about === undefined ? '' : ` ${about.replace(/^_private_/, '')}`}`;
}

/** The state that a row of the timeline says, among the values that a statement is bound to. */
export function stateAmong(values: readonly string[]): JobState | undefined {
  return values.flatMap((value) => JobState.safeParse(value).data ?? []).at(-1);
}

/** The kind of a call where tables do not count: what a short run kills once. */
export function kindOf(call: string): string {
  return call.startsWith('database ') ? call.split(' ').slice(0, 2).join(' ') : call;
}
