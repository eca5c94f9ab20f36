import { createServer, type RequestListener } from 'node:http';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { quantile } from '../options.ts';
import { driveHard, driveSteadily, ReplyRefused } from './drive.ts';

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  return `http://127.0.0.1:${address.port}`;
}

const path = () => '/';

test('a server is asked by as many connections as wanted, each again as soon as it is answered', async () => {
  let open = 0;
  let most = 0;
  const url = await serve((_request, response) => {
    open += 1;
    most = Math.max(most, open);
    setTimeout(() => {
      open -= 1;
      response.end('{}');
    }, 20);
  });
  const { perSecond, took } = await driveHard({ url, path, connections: 5, seconds: 1 });
  expect(most).toBe(5);
  expect(perSecond).toBeGreaterThan(50);
  expect(perSecond).toBeLessThanOrEqual(250);
  expect(quantile(took, 0)).toBeGreaterThanOrEqual(19);
});

test('at a steady rate a stall is charged to all requests that came due in it', async () => {
  let answered = 0;
  const url = await serve((_request, response) => {
    answered += 1;
    if (answered === 50) {
      const until = performance.now() + 400;
      while (performance.now() < until);
    }
    response.end('{}');
  });
  const took = await driveSteadily({ url, path, connections: 4, seconds: 1, perSecond: 100 });
  expect(took).toHaveLength(100);
  // of the 40 that came due within the stall, half waited for more than half of it
  expect(took.filter((ms) => ms > 200).length).toBeGreaterThanOrEqual(15);
});

test('a refusal is no answer', async () => {
  const url = await serve((_request, response) => {
    response.statusCode = 500;
    response.end('no');
  });
  await expect(driveHard({ url, path, connections: 1, seconds: 1 })).rejects.toThrow(ReplyRefused);
  await expect(driveSteadily({ url, path, connections: 1, seconds: 0.1, perSecond: 20 })).rejects.toThrow(
    'answered 500: no',
  );
});
