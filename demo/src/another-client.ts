import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Stack } from '@atoll/tests/support/stack/start';
import { z } from 'zod';

const client = resolve(import.meta.dirname, '../../tests/support/foreign-ipfs-client.ts');
const Line = z.object({ cid: z.string(), blocks: z.int().positive(), bytes: z.int().nonnegative() });

/**
 * Has a process of its own, which shares no code with Atoll's storage, read CIDs through the marketplace's gateway, as raw blocks and
 * as CAR, and check each block.
 */
export async function fetchWithAnotherClient(
  stack: Stack,
  cids: readonly string[],
  progress: (text: string) => void,
): Promise<{ blocks: number; bytes: number }> {
  const child = spawn(process.execPath, [client, stack.services.marketplace.url, ...new Set(cids)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const total = { blocks: 0, bytes: 0 };
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  const ended = new Promise<number | null>((done, fail) => {
    child.once('error', fail);
    child.once('close', done);
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const read = Line.parse(JSON.parse(line));
    total.blocks += read.blocks;
    total.bytes += read.bytes;
    progress(`${(total.bytes / 1e6).toFixed(1)} MB`);
  }
  if ((await ended) !== 0)
    throw new Error(`another IPFS client refused what the gateway served: ${complaint}`);
  return total;
}
