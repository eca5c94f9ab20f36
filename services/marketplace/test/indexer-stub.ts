import type { AssetVersionView, AssetView } from '@atoll/schemas/asset';
import { mostFilterValues } from '@atoll/schemas/indexer/shape';
import type { IndexerStatus } from '@atoll/schemas/indexer-api';
import { changeEvents } from '@atoll/schemas/change-events';
import type { Problem } from '@atoll/schemas/problem';
import { serve } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { streamSSE } from 'hono/streaming';

type Item = Record<string, unknown>;

/** Stands in for an indexer over real HTTP: what it answers is set by the test. */
export interface IndexerStub {
  readonly url: string;
  assets: AssetView[];
  versions: AssetVersionView[];
  /** Listings of other resources by path; each is filtered by the parameters that its items have. */
  readonly listings: Record<string, Item[]>;
  chainId: number;
  /** When set, every answer is this text with this status. */
  broken: { status: 200 | 500; body: string } | undefined;
  /** Queries of the listing of assets, newest last. */
  readonly searches: Record<string, string>[];
  /** Positions that streams began after. */
  readonly resumed: number[];
  /** Changes up to this one are forgotten. */
  forgotten: number;
  /** Writes a change into the journal and tells whoever listens; `id`, `chain` and what every change names are filled in. */
  tell(change: Item): number;
  /** Cuts every stream. */
  cut(): void;
  readonly position: number;
  close(): Promise<void>;
}

function problem(status: number, code: string, detail: string): Problem {
  return {
    ...base,
    title: code,
    type: `urn:atoll:problem:${code}`,
    status,
    detail,
    code: code as Problem['code'],
  };
}
const base = { hint: '', retryable: false };

const asText = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value));

function page(c: Context, items: readonly unknown[]) {
  const from = Number(c.req.query('cursor') ?? 0);
  const to = from + Number(c.req.query('limit') ?? 20);
  return c.json({ items: items.slice(from, to), ...(to < items.length ? { next: String(to) } : {}) });
}

/** Some event that tells of a change of a kind. */
const eventOf = (kind: string): string | undefined =>
  Object.entries(changeEvents).find(([each]) => each === kind)?.[1][0];

/** A journal of changes and those who follow it. */
function createJournal(stub: { chainId: number; forgotten: number }) {
  const changes: Item[] = [];
  const listeners = new Set<{ wake: () => void; end: () => void }>();
  return {
    changes,
    listeners,
    tell(change: Item): number {
      const id = changes.length + 1;
      const concerned = { assets: [], accounts: [], tokens: [] };
      const placed = {
        event: eventOf(String(change['kind'])),
        block: { number: 100, hash: `0x${'b1'.repeat(32)}`, time: 1_800_000_000 },
        transaction: `0x${'7a'.repeat(32)}`,
        logIndex: 0,
      };
      const rest =
        change['kind'] === 'reorg' ? {} : { ...(change['kind'] === 'document' ? {} : placed), ...concerned };
      changes.push({ id, chain: `eip155:${stub.chainId}`, ...rest, ...change });
      for (const { wake } of listeners) wake();
      return id;
    },
  };
}

function serveEvents(app: Hono, stub: IndexerState, journal: ReturnType<typeof createJournal>): void {
  app.get('/events', (c) => {
    const after = Number(c.req.header('last-event-id') ?? journal.changes.length);
    if (after < stub.forgotten) return c.json(problem(410, 'changes_forgotten', 'forgotten'), 410);
    stub.resumed.push(after);
    return streamSSE(c, async (stream) => {
      let at = after;
      let over = false;
      let wake = (): void => undefined;
      const listener = {
        wake: () => wake(),
        end: () => {
          over = true;
          wake();
        },
      };
      journal.listeners.add(listener);
      stream.onAbort(listener.end);
      await stream.writeSSE({ id: String(after), event: 'open', data: JSON.stringify({ position: after }) });
      while (!over) {
        const woken = new Promise<void>((resolve) => (wake = resolve));
        for (; at < journal.changes.length; at++) {
          const change = journal.changes[at];
          await stream.writeSSE({
            id: String(at + 1),
            event: asText(change?.['kind']),
            data: JSON.stringify(change),
          });
        }
        if (!over) await woken;
      }
      journal.listeners.delete(listener);
    });
  });
}

/** What the chain knows of an asset beside what tests look at. */
const onChain = {
  ownerEpoch: 0,
  beneficiaryLocked: false,
  isPublic: false,
  publishedBlock: 1,
  publishedLog: 0,
};

type IndexerState = Omit<IndexerStub, 'url' | 'close' | 'tell' | 'cut' | 'position'>;

function serveResources(app: Hono, stub: IndexerState): void {
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
    return page(
      c,
      query['include'] === 'document' ? found : found.map(({ document: _document, ...rest }) => rest),
    );
  });
  app.get('/assets/:id', (c) => {
    const id = c.req.param('id');
    const asset = stub.assets.find((each) => each.id === id || each.tokenId === id);
    if (asset === undefined) return c.json(problem(404, 'asset_unknown', `no asset ${id}`), 404);
    return c.json(
      c.req.query('fields') === 'versions' ? { versions: stub.versions } : { ...onChain, ...asset },
    );
  });
  app.get('/:resource', (c) => {
    // As the indexer does.
    for (const [name, values] of Object.entries(c.req.queries()))
      if (values.length > mostFilterValues)
        return c.json(problem(400, 'malformed_request', `query.${name}: too many`), 400);
    const items = stub.listings[c.req.param('resource')] ?? [];
    const found = items.filter((item) =>
      Object.entries(c.req.queries()).every(
        ([name, values]) => !(name in item) || values.includes(asText(item[name])),
      ),
    );
    return page(c, found);
  });
  app.get('/:resource/:key', (c) => {
    const { resource, key } = c.req.param();
    const name = { providers: 'provider', documents: 'digest' }[resource] ?? 'id';
    const item = stub.listings[resource]?.find((each) => each[name] === key);
    return item === undefined ? c.json(problem(404, 'not_found', `no ${key}`), 404) : c.json(item);
  });
}

function statusOf(stub: IndexerState, position: number): IndexerStatus {
  return {
    version: '0.1.0',
    chains: [
      {
        chain: `eip155:${stub.chainId}`,
        chainId: stub.chainId,
        phase: 'live',
        role: 'writer',
        startBlock: 1,
        indexed: { number: 90, hash: `0x${'b0'.repeat(32)}`, time: 1_800_000_000 },
        finalized: 0,
        reorgs: { count: 0, deepest: 0 },
        undecodedLogs: 0,
        documents: { pending: 0, verified: 1, unavailable: 0, invalid: 0 },
        position,
      },
    ],
  };
}

export async function startIndexerStub(): Promise<IndexerStub> {
  const app = new Hono();
  const stub: IndexerState = {
    assets: [],
    versions: [],
    listings: {},
    chainId: 31337,
    broken: undefined,
    searches: [],
    resumed: [],
    forgotten: 0,
  };
  const journal = createJournal(stub);
  const cut = () => {
    for (const { end } of journal.listeners) end();
  };
  // What the test sets later is set on the object that it is given.
  const shown: IndexerStub = Object.assign(stub, {
    url: '',
    tell: (change: Item) => journal.tell(change),
    cut,
    position: 0,
    close: () => Promise.resolve(),
  });
  Object.defineProperty(shown, 'position', { get: () => journal.changes.length });
  app.use(async (c, next) => {
    if (stub.broken === undefined) return next();
    return c.body(stub.broken.body, stub.broken.status);
  });
  app.get('/status', (c) => c.json(statusOf(stub, journal.changes.length)));
  serveEvents(app, stub, journal);
  serveResources(app, stub);
  const { server, port } = await new Promise<{ server: ReturnType<typeof serve>; port: number }>(
    (resolve) => {
      const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
        resolve({ server, port }),
      );
    },
  );
  return Object.assign(shown, {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      cut();
      if ('closeAllConnections' in server) server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  });
}
