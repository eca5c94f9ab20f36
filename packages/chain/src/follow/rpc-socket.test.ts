import { createServer, type Server } from 'node:http';
import { waitFor } from '@atoll/tests/support/wait';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { acceptSockets, type ServerSocket } from '../../test/web-socket-server.ts';
import { connectSocket } from './rpc-socket.ts';

const opened: { close(): unknown }[] = [];
const servers: Server[] = [];
afterEach(async () => {
  for (const socket of opened.splice(0)) socket.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A socket of a node that answers as `answer` does; `peers` are its ends of the sockets that sent it something, in their order. */
async function connected(answer: (peer: ServerSocket, id: number, at: number) => void) {
  const peers: ServerSocket[] = [];
  const server = createServer();
  const sockets = acceptSockets(server, (peer, text) => {
    if (!peers.includes(peer)) peers.push(peer);
    const { id } = JSON.parse(text) as { id: number };
    // 0 is the subscription.
    if (id > 0) answer(peer, id, peers.indexOf(peer));
  });
  servers.push(server);
  opened.push({ close: () => sockets.dropAll() });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  let woken = 0;
  const socket = connectSocket(
    `ws://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    () => (woken += 1),
  );
  opened.push(socket);
  const { signal } = new AbortController();
  const ask = (id: number, timeoutMs = 5000) =>
    socket.send({ body: JSON.stringify({ id }), id }, { maxBytes: 1000, timeoutMs, signal });
  return { ask, peers, woken: () => woken };
}

test('a peer that answers nothing any more is given up, and the next question goes over a new socket', async () => {
  const { ask, peers } = await connected((peer, id, at) => {
    if (at > 0 || id === 1) peer.send(JSON.stringify({ id }));
  });
  await expect(ask(1)).resolves.toEqual({ id: 1 });
  await expect(ask(2, 50)).rejects.toMatchObject({ kind: 'timeout' });
  let id = 2;
  const answer = await waitFor('an answer', () => ask((id += 1)).catch(() => undefined));
  expect(answer).toEqual({ id });
  expect(peers).toHaveLength(2);
});

test('a peer that is slow with one answer and speaks of other things is not given up', async () => {
  const { ask, peers, woken } = await connected((peer, id) => {
    if (id === 1) peer.send(JSON.stringify({ method: 'eth_subscription', params: {} }));
    else peer.send(JSON.stringify({ id }));
  });
  // Once as it opens, once for the head.
  await waitFor('the socket being open', () => woken() === 1);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const late = ask(1, 300);
  late.catch(() => undefined);
  await waitFor('word of a head', () => woken() === 2);
  vi.advanceTimersByTime(300);
  await expect(late).rejects.toMatchObject({ kind: 'timeout' });
  await expect(ask(2)).resolves.toEqual({ id: 2 });
  expect(peers).toHaveLength(1);
});
