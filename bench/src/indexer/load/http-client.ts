import { Agent, request } from 'node:http';

export interface HttpReply {
  readonly status: number;
  readonly body: Buffer;
}

/** A client that keeps its connections. */
export interface HttpClient {
  get(path: string): Promise<HttpReply>;
  close(): void;
}

/**
 * Bare node:http with kept connections: it costs a load generator much less than fetch does.
 * @param connections at most so many at once; further requests wait for one
 */
export function openClient(url: string, connections: number): HttpClient {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'fifo' });
  return {
    get: (path) =>
      new Promise((resolve, reject) => {
        const asked = request({ hostname, port, path, agent }, (reply) => {
          const chunks: Buffer[] = [];
          reply.on('data', (chunk: Buffer) => chunks.push(chunk));
          reply.on('end', () => resolve({ status: reply.statusCode ?? 0, body: Buffer.concat(chunks) }));
          reply.on('error', reject);
        });
        asked.on('error', reject);
        asked.end();
      }),
    close: () => agent.destroy(),
  };
}
