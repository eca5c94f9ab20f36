import { AssetView, AssetVersionView } from '@atoll/schemas/asset';
import { type AssetId } from '@atoll/schemas/ids';
import { IndexerStatus, pageOf } from '@atoll/schemas/indexer-api';
import { Problem } from '@atoll/schemas/problem';
import { z } from 'zod';
import { queryString } from '../query-string.ts';
import { AssetUnknown, IndexerRefused, IndexerUnavailable } from './errors.ts';

const AssetPage = pageOf(AssetView);
const VersionsOfAsset = z.object({ versions: z.array(AssetVersionView) });

export interface AssetSearch {
  readonly q?: string | undefined;
  readonly kind?: AssetView['kind'] | undefined;
  /** Any of them. */
  readonly states: readonly AssetView['state'][];
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/**
 * The indexer's API as the marketplace reads it; any indexer of the same chain will do. Its replies are untrusted until they
 * have passed the schemas. Every call rejects with `IndexerUnavailable` (retryable) or `IndexerRefused`.
 */
export interface IndexerClient {
  /** One page of assets with verified documents; an answer with others is refused. */
  searchAssets(search: AssetSearch): Promise<z.infer<typeof AssetPage>>;
  /** Throws `AssetUnknown`. */
  readAsset(assetId: AssetId): Promise<AssetView>;
  /** Throws `AssetUnknown`. */
  readVersions(assetId: AssetId): Promise<AssetVersionView[]>;
  readStatus(signal?: AbortSignal): Promise<IndexerStatus>;
}

/** An indexer ends a page before its documents exceed 4 MiB; this leaves room for one that is more generous. */
const maxReplyBytes = 48 * 1024 * 1024;

async function readLimited(response: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    if (size > maxReplyBytes) throw new IndexerUnavailable(`answered with more than ${maxReplyBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new IndexerUnavailable('answered with something that is not JSON', cause);
  }
}

async function fetchJson(
  url: string,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<{ status: number; body: unknown }> {
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/json' },
      redirect: 'error',
      signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
    });
    return { status: response.status, body: parseJson(await readLimited(response)) };
  } catch (cause) {
    if (cause instanceof IndexerUnavailable) throw cause;
    const reason = deadline.aborted ? `gave no answer within ${timeoutMs} ms` : 'does not answer';
    throw new IndexerUnavailable(reason, cause);
  }
}

function wasAskedFor(asset: AssetView, search: AssetSearch): boolean {
  return (
    asset.documentStatus === 'verified' &&
    search.states.includes(asset.state) &&
    (search.kind === undefined || asset.kind === search.kind)
  );
}

/**
 * @param input.url the indexer's base URL, e.g. `http://127.0.0.1:4101`
 * @param input.timeoutMs after which a call counts as failed, 5000 unless given
 * @example
 * const indexer = openIndexerClient({ url: env.INDEXER_URL });
 * const page = await indexer.searchAssets({ q: 'reef', states: ['active'], limit: 20 });
 */
export function openIndexerClient(input: { url: string; timeoutMs?: number }): IndexerClient {
  const { url, timeoutMs = 5000 } = input;

  async function read<Schema extends z.ZodType>(
    schema: Schema,
    path: string,
    signal?: AbortSignal,
  ): Promise<z.infer<Schema>> {
    const { status, body } = await fetchJson(`${url}${path}`, timeoutMs, signal);
    if (status !== 200) {
      const problem = Problem.safeParse(body);
      if (problem.success && status < 500 && status !== 429) throw new IndexerRefused(problem.data);
      throw new IndexerUnavailable(`answered with status ${status}`);
    }
    const parsed = schema.safeParse(body);
    if (!parsed.success) {
      const field = parsed.error.issues[0]?.path.join('.') ?? 'reply';
      throw new IndexerUnavailable(`answered with something unexpected in ${field}`, parsed.error);
    }
    return parsed.data;
  }

  async function readOf<Schema extends z.ZodType>(assetId: AssetId, schema: Schema, below = '') {
    try {
      return await read(schema, `/assets/${encodeURIComponent(assetId)}${below}`);
    } catch (error) {
      const unknown = error instanceof IndexerRefused && ['asset_unknown', 'not_found'].includes(error.code);
      throw unknown ? new AssetUnknown(assetId) : error;
    }
  }

  return {
    searchAssets: async (search) => {
      const { q, kind, states: state, cursor, limit } = search;
      const query = queryString({ q, kind, state, cursor, limit, documentStatus: 'verified', include: 'document' });
      const page = await read(AssetPage, `/assets${query}`);
      if (page.items.length > limit || !page.items.every((asset) => wasAskedFor(asset, search)))
        throw new IndexerUnavailable('answered with assets that were not asked for');
      return page;
    },
    readAsset: (assetId) => readOf(assetId, AssetView),
    readVersions: async (assetId) => (await readOf(assetId, VersionsOfAsset, '?fields=versions')).versions,
    readStatus: (signal) => read(IndexerStatus, '/status', signal),
  };
}
