import { createServer } from 'node:net';

/**
 * A loopback port that was free a moment ago. Another process may take it before it is used, so whoever listens on it
 * tries again with another one; where a program takes port 0 itself, that is better.
 */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new TypeError('no TCP port'));
      else resolve(address.port);
    });
  });
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
