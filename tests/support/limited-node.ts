import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

const Asked = z.object({
  id: z.number(),
  method: z.string(),
  params: z.array(z.unknown()).default([]),
});
const Head = z.object({ result: z.string() });
const Filter = z.object({ fromBlock: z.string(), toBlock: z.string() });

/** A node in front of another one that gives logs of so many blocks at most, as public endpoints do. */
export interface LimitedNode {
  readonly rpcUrl: string;
  /** Lengths of the spans that were asked for. */
  readonly spans: number[];
  /** No logs are given at all from now on. */
  refuseAll(): void;
  close(): Promise<void>;
}

export async function startLimitedNode(input: { rpcUrl: string; blocks: number }): Promise<LimitedNode> {
  const spans: number[] = [];
  let most = input.blocks;
  const ask = async (asked: z.infer<typeof Asked>): Promise<unknown> => {
    const response = await fetch(input.rpcUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', ...asked }),
    });
    return response.json();
  };
  const blockOf = async (named: string): Promise<number> => {
    if (named.startsWith('0x')) return Number(named);
    return Number(Head.parse(await ask({ id: 1, method: 'eth_blockNumber', params: [] })).result);
  };
  const answer = async (asked: z.infer<typeof Asked>): Promise<unknown> => {
    if (asked.method !== 'eth_getLogs') return ask(asked);
    const { fromBlock, toBlock } = Filter.parse(asked.params[0]);
    const length = (await blockOf(toBlock)) - (await blockOf(fromBlock)) + 1;
    spans.push(length);
    if (length <= most) return ask(asked);
    return { jsonrpc: '2.0', id: asked.id, error: { code: -32602, message: 'block range is too wide' } };
  };
  const server = createServer((request, response) => {
    void (async () => {
      const body: unknown = JSON.parse(await text(request));
      const reply = Array.isArray(body)
        ? await Promise.all(body.map((each) => answer(Asked.parse(each))))
        : await answer(Asked.parse(body));
      response.setHeader('content-type', 'application/json').end(JSON.stringify(reply));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the node has no port');
  return {
    rpcUrl: `http://127.0.0.1:${address.port}`,
    spans,
    refuseAll: () => (most = 0),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
