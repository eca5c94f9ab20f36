import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

/** What becomes of a question: it is answered by the node, by a proxy that has none, never, as of chain 1337. */
export type Mood = 'there' | 'away' | 'silent' | 'another chain';

const Call = z.object({ id: z.unknown() });
const Message = z.union([z.array(Call), Call]);

const anotherChain = ({ id }: z.infer<typeof Call>) => ({ jsonrpc: '2.0', id, result: '0x539' });

/** A node in front of another one, which is in a mood. */
export async function startUnsteadyNode(rpcUrl: string, first: Mood) {
  let mood = first;
  const answer = async (body: string, response: ServerResponse) => {
    if (mood === 'silent') return;
    if (mood === 'away') return void response.writeHead(404).end();
    response.setHeader('content-type', 'application/json');
    if (mood === 'another chain') {
      const message = Message.parse(JSON.parse(body));
      const reply = Array.isArray(message) ? message.map(anotherChain) : anotherChain(message);
      return void response.end(JSON.stringify(reply));
    }
    const headers = { 'content-type': 'application/json' };
    response.end(await (await fetch(rpcUrl, { method: 'POST', headers, body })).text());
  };
  const server = createServer((request, response) => {
    text(request)
      .then((body) => answer(body, response))
      .catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the node has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    be: (next: Mood) => (mood = next),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
