import { create, type KuboRPCClient } from 'kubo-rpc-client';
import type { CID } from 'multiformats/cid';
import type { LocalBlocks, RemoteBlocks } from './block-source.ts';
import { RAW } from './digest.ts';
import { StorageFailed } from './errors.ts';

/** How Kubo says that a block is not in its store. A bare "not found" may come from anyone at a wrong address. */
const NOT_FOUND = /ipld: could not find|block was not found|key not found/i;
/** How it says that there is no such pin. */
const NOT_PINNED = /not pinned/i;

const LOCAL_TIMEOUT_MS = 30_000;
/** Kubo walks the whole DAG when it pins; every block is here by then. */
const PIN_TIMEOUT_MS = 30 * 60_000;

/**
 * The block store of a Kubo node over its RPC (`/api/v0`). As local blocks it is asked offline, so a missing block is known at once;
 * as remote blocks it may ask its peers, for as long as `peerTimeoutMs`.
 */
export function openKuboBlocks(
  url: string,
  peerTimeoutMs: number,
): { local: LocalBlocks; peers: RemoteBlocks } {
  const client = create({ url });
  const origin = { from: 'kubo', url } as const;
  const within = async <T>(
    operation: string,
    signal: AbortSignal | undefined,
    act: (signal: AbortSignal) => Promise<T>,
    timeoutMs = LOCAL_TIMEOUT_MS,
  ): Promise<T> => {
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      return await act(signal === undefined ? timeout : AbortSignal.any([signal, timeout]));
    } catch (cause) {
      signal?.throwIfAborted();
      throw new StorageFailed(operation, `Kubo at ${url}`, cause);
    }
  };

  return {
    local: {
      origin,
      read: (cid, caller) =>
        within('reading a block', caller, (signal) =>
          unless(NOT_FOUND, () => client.block.get(cid, offline(signal))),
        ),
      write: (cid, bytes) =>
        within('writing a block', undefined, (signal) => write(client, cid, bytes, signal)),
      has: (cid) =>
        within('looking for a block', undefined, async (signal) => {
          const found = await unless(NOT_FOUND, () => client.block.stat(cid, offline(signal)));
          return found !== undefined;
        }),
      addPin: (root) =>
        within(
          'pinning',
          undefined,
          async (signal) => {
            await client.pin.add(root, { recursive: true, signal });
          },
          PIN_TIMEOUT_MS,
        ),
      removePin: (root) =>
        within('unpinning', undefined, async (signal) => {
          await unless(NOT_PINNED, () => client.pin.rm(root, { recursive: true, signal }));
        }),
      async *listPins() {
        const pins = client.pin.ls({ type: 'recursive' })[Symbol.asyncIterator]();
        for (;;) {
          const next = await within('listing pins', undefined, () => pins.next());
          if (next.done === true) return;
          yield next.value.cid;
        }
      },
      close: () => Promise.resolve(),
    },
    peers: {
      origin,
      async fetchBlock(cid, caller) {
        caller?.throwIfAborted();
        const timeout = AbortSignal.timeout(peerTimeoutMs);
        try {
          const signal = caller === undefined ? timeout : AbortSignal.any([caller, timeout]);
          return { bytes: await client.block.get(cid, { signal }) };
        } catch (cause) {
          caller?.throwIfAborted();
          return { reason: cause instanceof Error ? cause.message : String(cause) };
        }
      },
    },
  };
}

/** Kubo's global option: answer from the own store, ask no peer. The client's types do not know it; its request carries it. */
function offline(signal: AbortSignal): { signal: AbortSignal; offline: true } {
  return { signal, offline: true };
}

async function write(client: KuboRPCClient, cid: CID, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
  const stored = await client.block.put(bytes, {
    format: cid.code === RAW ? 'raw' : 'dag-pb',
    mhtype: 'sha2-256',
    version: 1,
    allowBigBlock: true,
    signal,
  });
  if (Buffer.compare(stored.multihash.bytes, cid.multihash.bytes) !== 0) {
    throw new Error(`the node kept ${stored.toString()} where ${cid.toString()} was sent`);
  }
}

/** undefined where the failure says what `expected` matches; other failures stay failures. */
async function unless<T>(expected: RegExp, act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (cause) {
    if (cause instanceof Error && expected.test(cause.message)) return undefined;
    throw cause;
  }
}
