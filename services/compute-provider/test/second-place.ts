import { serve } from '@hono/node-server';
import { memoryStorage } from '@atoll/sdk/memory-blocks';
import { parseCid } from '@atoll/storage/digest';
import { serveGateway } from '@atoll/storage/gateway';
import { Hono } from 'hono';

/** A marketplace that pins what it is sent, and that a test can have lie about it. */
export interface SecondPlace {
  readonly url: string;
  readonly pins: Set<string>;
  /** From now on it takes results and gives back nothing of them. */
  forget(): void;
  close(): Promise<void>;
}

export async function openSecondPlace(): Promise<SecondPlace> {
  const storage = memoryStorage();
  const pins = new Set<string>();
  let forgets = false;
  const app = new Hono();
  app.post('/pins', async (c) => {
    const body = new Uint8Array(await c.req.arrayBuffer());
    const roots = await storage.importCar(
      (async function* () {
        yield await Promise.resolve(body);
      })(),
      { maxBytes: 1 << 30 },
    );
    for (const root of roots) pins.add(root.toString());
    return c.json([], 200);
  });
  app.delete('/pins/:cid', (c) => {
    const known = pins.delete(parseCid(c.req.param('cid')).toString());
    return c.body(null, known ? 204 : 404);
  });
  app.on(['GET', 'HEAD'], '/ipfs/*', (c) =>
    forgets ? new Response(null, { status: 404 }) : serveGateway(storage, c.req.raw, { localOnly: true }),
  );
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => resolve(port));
  return {
    url: `http://127.0.0.1:${await promise}`,
    pins,
    forget: () => (forgets = true),
    close: () =>
      new Promise((done) => {
        server.close(() => done());
      }),
  };
}
