import { type AssetVersionView, type AssetView } from '@atoll/schemas/asset';
import { type IndexerStatus } from '@atoll/schemas/indexer-api';
import { type Problem } from '@atoll/schemas/problem';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

/** Stands in for an indexer over real HTTP: what it answers is set by the test. */
export interface IndexerStub {
  readonly url: string;
  assets: AssetView[];
  versions: AssetVersionView[];
  chainId: number;
  /** When set, every answer is this text with this status. */
  broken: { status: 200 | 500; body: string } | undefined;
  /** Queries of the listing, newest last. */
  readonly searches: Record<string, string>[];
  close(): Promise<void>;
}

function unknownAsset(id: string): Problem {
  return {
    type: 'urn:atoll:problem:asset_unknown',
    title: 'asset unknown',
    status: 404,
    detail: `no asset ${id}`,
    code: 'asset_unknown',
    hint: '',
    retryable: false,
  };
}

export async function startIndexerStub(): Promise<IndexerStub> {
  const app = new Hono();
  const stub: Omit<IndexerStub, 'url' | 'close'> = {
    assets: [],
    versions: [],
    chainId: 31337,
    broken: undefined,
    searches: [],
  };
  app.use(async (c, next) => {
    if (stub.broken === undefined) return next();
    return c.body(stub.broken.body, stub.broken.status);
  });
  app.get('/assets', (c) => {
    const query = c.req.query();
    const states = c.req.queries('state') ?? [];
    const { kind, documentStatus } = query;
    stub.searches.push(query);
    const found = stub.assets.filter(
      (asset) =>
        (states.length === 0 || states.includes(asset.state)) &&
        (kind === undefined || kind === asset.kind) &&
        (documentStatus === undefined || documentStatus === asset.documentStatus),
    );
    const from = Number(query['cursor'] ?? 0);
    const to = from + Number(query['limit'] ?? 20);
    const next = to < found.length ? { next: String(to) } : {};
    return c.json({ items: found.slice(from, to), ...next });
  });
  app.get('/assets/:id', (c) => {
    const id = c.req.param('id');
    const asset = stub.assets.find((each) => each.id === id);
    if (asset === undefined) return c.json(unknownAsset(id), 404);
    return c.json(c.req.query('fields') === 'versions' ? { versions: stub.versions } : asset);
  });
  app.get('/status', (c) => {
    const status: IndexerStatus = {
      version: '0.1.0',
      chains: [
        {
          chain: `eip155:${stub.chainId}`,
          chainId: stub.chainId,
          phase: 'live',
          role: 'writer',
          startBlock: 1,
          finalized: 0,
          reorgs: { count: 0, deepest: 0 },
          undecodedLogs: 0,
          documents: { pending: 0, verified: 1, unavailable: 0, invalid: 0 },
          position: 0,
        },
      ],
    };
    return c.json(status);
  });
  const { server, port } = await new Promise<{ server: ReturnType<typeof serve>; port: number }>(
    (resolve) => {
      const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
        resolve({ server, port }),
      );
    },
  );
  return Object.assign(stub, {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  });
}
