import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';

const Pin = z.object({
  cid: z.string(),
  name: z.string().optional(),
  origins: z.array(z.string()).optional(),
});
type Pin = z.infer<typeof Pin>;
type Status = 'queued' | 'pinning' | 'pinned' | 'failed';

interface StoredPin {
  readonly requestid: string;
  status: Status;
  readonly created: string;
  readonly pin: Pin;
  readonly delegates: string[];
  info?: Record<string, string>;
}

const Port = z.object({ port: z.number() });

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Uint8Array[] = [];
  for await (const part of request) if (part instanceof Uint8Array) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}

function answer(response: ServerResponse, status: number, body?: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

const refusal = (reason: string, details?: string) => ({ error: { reason, details } });

/**
 * A pinning service over real HTTP, as its specification describes it; tests set what becomes of a request.
 * @see https://ipfs.github.io/pinning-services-api-spec/
 */
export async function startPinningService(input: { token: string }) {
  const stored = new Map<string, StoredPin>();
  const calls: string[] = [];
  let nextId = 1;
  const service = {
    url: '',
    calls,
    /** What a new request becomes. */
    first: 'queued' as Status,
    /** When set, every answer has this status. */
    broken: undefined as number | undefined,
    /** Answers go missing after the work was done: the connection is cut. */
    losesAnswers: false,
    /** Takes other content than it is asked for. */
    lies: false,
    pins: () => [...stored.values()],
    /** What becomes of every request that waits. */
    finish(status: Status, details?: string): void {
      for (const pin of stored.values()) {
        pin.status = status;
        if (details !== undefined) pin.info = { status_details: details };
      }
    },
    forget: () => stored.clear(),
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };

  function add(pin: Pin): StoredPin {
    const created: StoredPin = {
      requestid: `request ${nextId++}`,
      status: service.first,
      created: new Date().toISOString(),
      pin,
      delegates: ['/dns4/pinning.example/tcp/4001/p2p/12D3KooW'],
    };
    stored.set(created.requestid, created);
    return created;
  }

  function list(response: ServerResponse, query: URLSearchParams): void {
    const cids = query.get('cid')?.split(',');
    const name = query.get('name');
    const states = (query.get('status') ?? 'pinned').split(',');
    const results = [...stored.values()].filter(
      ({ pin, status }) =>
        (cids === undefined || cids.includes(pin.cid)) &&
        (name === null || name === pin.name) &&
        states.includes(status),
    );
    answer(response, 200, { count: results.length, results });
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://pinning.test');
    const method = request.method ?? '';
    calls.push(`${method} ${decodeURIComponent(url.pathname)}`);
    if (request.headers.authorization !== `Bearer ${input.token}`) {
      answer(response, 401, refusal('UNAUTHORIZED', 'access token is missing or invalid'));
      return;
    }
    if (service.broken !== undefined) {
      answer(response, service.broken, refusal('INTERNAL_SERVER_ERROR', 'out of order'));
      return;
    }
    const id = decodeURIComponent(/^\/psa\/pins\/(.+)$/.exec(url.pathname)?.[1] ?? '');
    if (method === 'POST') {
      const pin = Pin.parse(await bodyOf(request));
      if (id !== '') stored.delete(id);
      const added = add(service.lies ? { ...pin, cid: `${pin.cid.slice(0, -1)}a` } : pin);
      if (service.losesAnswers) request.socket.destroy();
      else answer(response, 202, added);
    } else if (method === 'GET' && id === '') list(response, url.searchParams);
    else if (!stored.has(id)) answer(response, 404, refusal('NOT_FOUND'));
    else if (method === 'GET') answer(response, 200, stored.get(id));
    else {
      stored.delete(id);
      answer(response, 202);
    }
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => answer(response, 500, refusal(String(error))));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  service.url = `http://127.0.0.1:${Port.parse(server.address()).port}/psa`;
  return service;
}
