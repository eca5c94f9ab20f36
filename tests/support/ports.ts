import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Above what services take by custom, below the ports that Linux gives to outgoing connections (32,768 and on). */
const [first, end] = [10_000, 32_000];

/** The reservations, by the sockets that are held for them until this process ends. */
const held = new Set<ReturnType<typeof createServer>>();

async function listens(
  server: ReturnType<typeof createServer>,
  where: { path: string } | { port: number; host: string },
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    );
    server.listen(where, () => resolve(true));
  });
}

/**
 * Keeps a port from every other process that asks here, until this one ends. The reservation is a socket in Linux' abstract namespace: taken by
 * one process at most, and gone with it however it ends.
 */
async function reserve(port: number): Promise<boolean> {
  const server = createServer().unref();
  if (!(await listens(server, { path: `\0atoll-port-${port}` }))) return false;
  held.add(server);
  return true;
}

/** Whether nobody listens on a port of loopback. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  if (!(await listens(server, { port, host: '127.0.0.1' }))) return false;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return true;
}

/**
 * A loopback port that nobody listens on, that no outgoing connection takes, and that no other call of any process of Atoll's is given while this
 * process lives. For programs that must be told their port; where one takes port 0 itself, that is simpler. The search begins at `start`.
 */
export async function freePort(start = randomInt(first, end)): Promise<number> {
  for (let port = start; port < start + end - first; port++) {
    const candidate = port < end ? port : port - (end - first);
    if ((await reserve(candidate)) && (await isFree(candidate))) return candidate;
  }
  throw new Error(`no port from ${first} to ${end - 1} is free`);
}
