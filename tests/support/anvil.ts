import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { startProcess } from './process.ts';
import { cleanLeftovers } from './run-files.ts';

export interface StartAnvilParameters {
  /** A free one when left out. */
  port?: number;
  /** Seconds between blocks; a block for each transaction when left out. */
  blockTime?: number;
  /** A file that the chain's state is read from and, in the end, written to. */
  statePath?: string;
  args?: readonly string[];
  log?: (line: string) => void;
}

export interface AnvilAccount {
  readonly address: `0x${string}`;
  readonly privateKey: `0x${string}`;
}

export interface RunningAnvil {
  readonly rpcUrl: string;
  readonly wsUrl: string;
  /** Funded with the local chain's own coin; the same ones on every start. */
  readonly accounts: readonly AnvilAccount[];
  /** Mines `blocks` blocks at once. */
  mine(blocks: number): Promise<void>;
  /** One JSON-RPC call, for what a test needs beyond a client: `rpc('anvil_reorg', [3, []])`. */
  rpc(method: string, params?: readonly unknown[]): Promise<unknown>;
  stop(): Promise<void>;
}

/** The chain's own binary: started directly, so that signals reach it. */
export function anvilBinary(): string {
  const architectures: Partial<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };
  const architecture = architectures[process.arch] ?? process.arch;
  const name = `@foundry-rs/anvil-${process.platform}-${architecture}`;
  const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
  return join(dirname(manifest), 'bin', process.platform === 'win32' ? 'anvil.exe' : 'anvil');
}

const RpcReply = z.object({
  result: z.unknown().optional(),
  error: z.object({ code: z.number(), message: z.string() }).optional(),
});

async function call(rpcUrl: string, method: string, params: readonly unknown[]): Promise<unknown> {
  const response = await fetch(rpcUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    signal: AbortSignal.timeout(30_000),
  });
  const reply = RpcReply.parse(await response.json());
  if (reply.error !== undefined) throw new Error(`${method} failed: ${reply.error.message}`);
  return reply.result;
}

function asHex(text: string): `0x${string}` {
  return `0x${text.slice(2)}`;
}

/**
 * Starts a local EVM chain (anvil) on loopback. Ready when it answers `eth_chainId`.
 *
 * @example
 * const chain = await startAnvil();
 * const client = createPublicClient({ transport: http(chain.rpcUrl) });
 * await chain.stop();
 */
export async function startAnvil(parameters: StartAnvilParameters = {}): Promise<RunningAnvil> {
  await cleanLeftovers();
  const addresses: `0x${string}`[] = [];
  const keys: `0x${string}`[] = [];
  const { port = 0, blockTime, statePath, args = [], log } = parameters;
  const chain = await startProcess({
    command: anvilBinary(),
    args: [
      ...['--host', '127.0.0.1', '--port', String(port)],
      ...(blockTime === undefined ? [] : ['--block-time', String(blockTime)]),
      ...(statePath === undefined ? [] : ['--state', statePath]),
      ...args,
    ],
    ready: (line) => {
      const address = /^\(\d+\) (0x[0-9a-fA-F]{40}) /.exec(line)?.[1];
      if (address !== undefined) addresses.push(asHex(address));
      const key = /^\(\d+\) (0x[0-9a-f]{64})$/.exec(line)?.[1];
      if (key !== undefined) keys.push(asHex(key));
      return /^Listening on (127\.0\.0\.1:\d+)/.exec(line)?.[1];
    },
    ...(log === undefined ? {} : { log }),
  });
  const rpcUrl = `http://${chain.ready}`;
  try {
    await call(rpcUrl, 'eth_chainId', []);
  } catch (error) {
    await chain.stop();
    throw error;
  }
  return {
    rpcUrl,
    wsUrl: `ws://${chain.ready}`,
    accounts: addresses.flatMap((address, index) => {
      const privateKey = keys[index];
      return privateKey === undefined ? [] : [{ address, privateKey }];
    }),
    mine: async (blocks) => {
      await call(rpcUrl, 'anvil_mine', [`0x${blocks.toString(16)}`]);
    },
    rpc: (method, params = []) => call(rpcUrl, method, params),
    stop: async () => {
      await chain.stop();
    },
  };
}
