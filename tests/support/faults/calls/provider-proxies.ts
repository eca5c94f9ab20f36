import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallWatch } from './calls.ts';
import { openHttpProxy, type Proxy } from './http-proxy.ts';
import { nameChainCalls, nameEngineCall, nameMarketCall } from './name-calls.ts';
import { openPostgresProxy } from './postgres-proxy.ts';

/** Proxies for everything that a provider calls. */
export interface ProviderProxies {
  /** The variables of the provider that lead to them. */
  readonly variables: Readonly<Record<string, string>>;
  readonly engine: Proxy;
  readonly chain: Proxy;
  readonly marketplace: Proxy;
  readonly database: Proxy;
  close(): Promise<void>;
}

/** Opens a proxy for the engine, the chain's node, the marketplace (which is its IPFS gateway too) and Postgres. */
export async function openProviderProxies(input: {
  watch: CallWatch;
  variables: Readonly<Record<string, string>>;
}): Promise<ProviderProxies> {
  const { watch, variables } = input;
  const read = (name: string): string => {
    const value = variables[name];
    if (value === undefined) throw new TypeError(`the provider has no ${name}`);
    return value;
  };
  // Short, for the path of a socket may not exceed 107 bytes.
  const directory = await mkdtemp(join(tmpdir(), 'atoll-calls-'));
  const url = new URL(read('DATABASE_URL'));
  const engine = await openHttpProxy({
    watch,
    target: { socketPath: read('DOCKER_SOCKET') },
    socketPath: join(directory, 'engine.sock'),
    name: ({ method, url: path }) => [nameEngineCall(method, path)],
    readsBody: false,
  });
  const chain = await openHttpProxy({
    watch,
    target: { origin: read('RPC_URL') },
    name: ({ body }) => nameChainCalls(body),
    readsBody: true,
  });
  const marketplace = await openHttpProxy({
    watch,
    target: { origin: read('MARKETPLACE_URL') },
    name: ({ method, url: path }) => [nameMarketCall(method, path)],
    readsBody: false,
  });
  const database = await openPostgresProxy({ watch, port: Number(url.port) });
  url.port = String(database.port);
  return {
    variables: {
      DOCKER_SOCKET: engine.at,
      RPC_URL: chain.at,
      DATABASE_URL: url.href,
      IPFS_GATEWAYS: marketplace.at,
      MARKETPLACE_URL: marketplace.at,
    },
    ...{ engine, chain, marketplace, database },
    close: async () => {
      await Promise.all([engine, chain, marketplace, database].map((proxy) => proxy.close()));
      await rm(directory, { recursive: true, force: true });
    },
  };
}
