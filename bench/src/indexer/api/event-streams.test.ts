import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { followStreams } from './event-streams.ts';

/** A server whose streams are told what the test wants, each by its number. */
async function openFeed(): Promise<{ url: string; streams: ServerResponse[] }> {
  const streams: ServerResponse[] = [];
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('id: 100\nevent: open\ndata: {}\n\n');
    streams.push(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  return { url: `http://127.0.0.1:${address.port}`, streams };
}

const event = (id: number) => `id: ${id}\nevent: job\ndata: {}\n\n`;
const now = () => performance.timeOrigin + performance.now();

test('a block without changes is no sample, and a position that is told again no delivery', async () => {
  const { url, streams } = await openFeed();
  const news = [[], [101, 102], [], [103]];
  let block = 0;
  const figures = await followStreams({
    url,
    clients: 3,
    samples: 2,
    mine: async () => {
      const ids = news[block] ?? [];
      block += 1;
      for (const stream of streams) stream.write(`: alive\nid: 100\n\n${ids.map(event).join('')}`);
      return { at: now(), changes: async () => ids.map(String) };
    },
  });
  expect(figures).toMatchObject({ changes: 3, missed: 0, ended: 0 });
  expect(block).toBe(4);
  expect(figures.worst).toBeLessThan(5000);
});

test('changes that a client never gets are counted, and the blocks after them still measured', async () => {
  const { url, streams } = await openFeed();
  let next = 101;
  const figures = await followStreams({
    url,
    clients: 2,
    samples: 3,
    deadlineMs: 300,
    mine: async () => {
      const id = next;
      next += 1;
      // the second one is withheld from one client, and the journal knows of it; the third ends that client's stream
      streams.forEach((stream, at) => {
        if (at === 0 || id === 101) stream.write(event(id));
        else if (id === 103) stream.end();
      });
      return { at: now(), changes: async () => [String(id)] };
    },
  });
  expect(figures).toEqual({ changes: 3, worst: 300, missed: 2, ended: 1 });
});
